using Lockstep.Ledgers;
using Lockstep.Ledgers.Commands;

namespace Lockstep.Compare;

/// <summary>A run's ledger, of whatever kind the run is.</summary>
internal sealed class RunLedger : IDisposable
{
    private readonly Ledger? training;
    private readonly CommandLedgerFile? command;

    private RunLedger(Ledger? training, CommandLedgerFile? command) => (this.training, this.command) = (training, command);

    public string LockId => training?.Header.LockId ?? command?.Header.LockId ?? "";

    /// <summary>The last step of a training; null where there is no one last step.</summary>
    public long? LastStep => training?.Count - 1;

    /// <exception cref="LedgerException">It can't be read.</exception>
    public static RunLedger Open(string path) =>
        CommandLedgerFile.IsThere(path) ? new RunLedger(null, CommandLedgerFile.Open(path)) : new RunLedger(Ledger.Open(path), null);

    /// <returns>Null where they are of two kinds.</returns>
    public static LedgerComparison? Compare(RunLedger a, RunLedger b, CancellationToken cancellation) => (a, b) switch
    {
        ({ training: { } left }, { training: { } right }) => new LedgerPair(left, right).Compare(cancellation),
        ({ command: { } left }, { command: { } right }) => new CommandLedgerPair(left, right).Compare(cancellation),
        _ => null,
    };

    public void Dispose()
    {
        training?.Dispose();
        command?.Dispose();
    }
}
