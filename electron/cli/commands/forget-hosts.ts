/** `gleaner forget-hosts` */
import { formatCountOf } from '../../../shared/format.ts';
import { ExitStatus } from '../exit-status.ts';
import type { Reporter } from '../reporter.ts';
import type { Session } from '../session.ts';

export async function forgetHosts(session: Session, reporter: Reporter): Promise<ExitStatus> {
  const { hosts } = await session.handlers['hosts.forget']({});
  reporter.notice({
    code: 'hosts_forgotten',
    message:
      hosts === 0
        ? 'Nothing was remembered about any host.'
        : `Forgot what ${formatCountOf(hosts, 'host')} bore. The next run starts gently with each of them.`,
    advice: '',
  });
  return ExitStatus.Ok;
}
