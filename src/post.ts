/** The Action's last word: if main did not finish, what it left behind is published. */
import { finishForMain } from './commands/action-post.ts';

await finishForMain();
process.exit(0);
