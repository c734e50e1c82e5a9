/** Takes secrets out of text before it is written to the log. */

/** `user:word@` of a URL. Greedy to the last `@` before the path, as URL parsers read it. */
const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'<>]*@/gi;
const SECRET_PARAMETER =
  /([?&;](?:access_token|api[-_]?key|auth|key|password|passwd|pwd|secret|sig|signature|token)=)[^&#\s"'<>;]*/gi;
const SECRET_HEADER =
  /\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key)(["']?\s*[:=,]\s*["']?)[^\r\n"']+/gi;

export function redactSecrets(text: string): string {
  return text
    .replace(USER_INFO, '$1***@')
    .replace(SECRET_PARAMETER, '$1***')
    .replace(SECRET_HEADER, '$1$2***');
}
