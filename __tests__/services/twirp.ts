/** Twirp over JSON: requests are decoded by the generated types, which refuse an unknown field. */
import type { Reply } from './http-service.ts';

/** The part of a generated message type that a method needs. */
interface MessageType<T> {
  fromJsonString(json: string): T;
  toJsonString(
    message: T,
    options: { useProtoFieldName: boolean; emitDefaultValues: boolean },
  ): string;
}

/** A refusal with twirp's code; the HTTP status follows from it. */
export class TwirpError extends Error {
  readonly code: keyof typeof STATUS;

  constructor(code: keyof typeof STATUS, message: string) {
    super(message);
    this.code = code;
  }
}

const STATUS = {
  malformed: 400,
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  bad_route: 404,
  not_found: 404,
  already_exists: 409,
} as const;

/** A method of a service, from the request's JSON to the answer's. */
export type TwirpMethod = (json: string) => string;

/** Joins a function on messages to the two generated types of its method. */
export function twirpMethod<Request, Response>(
  request: MessageType<Request>,
  response: MessageType<Response>,
  run: (request: Request) => Response,
): TwirpMethod {
  return json =>
    response.toJsonString(run(decode(request, json)), {
      useProtoFieldName: true,
      emitDefaultValues: true,
    });
}

function decode<T>(type: MessageType<T>, json: string): T {
  try {
    return type.fromJsonString(json);
  } catch (error) {
    throw new TwirpError('malformed', (error as Error).message);
  }
}

/** Calls a method; a refusal becomes twirp's error document. */
export function twirpReply(method: TwirpMethod | undefined, json: string): Reply {
  const headers = { 'content-type': 'application/json' };
  try {
    if (method === undefined) throw new TwirpError('bad_route', 'no such method');
    return { status: 200, headers, body: method(json) };
  } catch (error) {
    if (!(error instanceof TwirpError)) throw error;
    const body = JSON.stringify({ code: error.code, msg: error.message });
    return { status: STATUS[error.code], headers, body };
  }
}
