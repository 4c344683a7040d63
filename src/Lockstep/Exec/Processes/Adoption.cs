using Lockstep.Exec.Processes.Native;

namespace Lockstep.Exec.Processes;

/// <summary>While it lasts, processes of commands whose guard was killed become children of this process, so that they can be found and ended.</summary>
internal sealed class Adoption : IDisposable
{
    private const int Subreaper = 36; // PR_SET_CHILD_SUBREAPER

    private static readonly Lock s_gate = new();
    private static int s_lasting;

    public Adoption() => Change(1);

    public void Dispose() => Change(-1);

    /// <summary>Kills what a guard that is gone left: children of this process that are in the command's session, or were seen below the guard.</summary>
    public static void KillOrphans(int session, IReadOnlySet<int> seen)
    {
        for (var rounds = 0; rounds < 200; rounds++)
        {
            var orphans = ProcessTree
                .All()
                .Where(process => process.Parent == Environment.ProcessId && (process.Session == session || seen.Contains(process.Id)))
                .ToArray();
            if (orphans.Length == 0)
            {
                return;
            }

            foreach (var orphan in orphans)
            {
                _ = Libc.Kill(orphan.Id, SignalName.Kill);
                unsafe
                {
                    _ = Libc.Wait(orphan.Id, null, 1); // WNOHANG
                }
            }

            Thread.Sleep(rounds == 0 ? 1 : 10);
        }
    }

    private static void Change(int by)
    {
        lock (s_gate)
        {
            s_lasting += by;
            _ = Libc.ProcessControl(Subreaper, s_lasting > 0 ? 1 : 0, 0, 0, 0);
        }
    }
}
