/** An environment without what the user has set for runs of their own: figures are of the defaults. */
export function cleanEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(REDIS_|FRAMEFLEET_)/.test(name)));
}
