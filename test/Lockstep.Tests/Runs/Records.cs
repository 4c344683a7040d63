using Lockstep.Runs;

namespace Lockstep.Tests.Runs;

internal static class Records
{
    public static RunRecord Of(string name, string lockId = "", string? resultId = null, int minute = 0) => new()
    {
        Name = name,
        Status = resultId is null ? RunStatus.Running : RunStatus.Finished,
        LockId = lockId,
        ResultId = resultId,
        Started = new DateTimeOffset(2026, 1, 5, 9, minute, 0, TimeSpan.Zero),
    };
}
