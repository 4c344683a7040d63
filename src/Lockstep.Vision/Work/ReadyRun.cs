using Lockstep.Code.Restoring;
using Lockstep.Runs;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Work;

/// <summary>A run whose locks are taken and whose folder is there: what is left is to train it.</summary>
public sealed class ReadyRun : IDisposable
{
    private readonly Execution execution;
    private readonly IDisposable? held;

    /// <param name="held">What the execution needs, disposed with this; null for nothing.</param>
    internal ReadyRun(PreparedRun prepared, RunFolder folder, Execution execution, IDisposable? held = null) =>
        (Prepared, Folder, this.execution, this.held) = (prepared, folder, execution, held);

    internal delegate RunRecord Execution(IProgress<TrainingProgress> progress, Action<string> said, CancellationToken cancellation);

    /// <summary>Past the gate, with its locks taken.</summary>
    public PreparedRun Prepared { get; }

    /// <summary>Claimed, and empty but for what a run begins with.</summary>
    public RunFolder Folder { get; }

    /// <summary>What the user should know of it beside <see cref="PreparedRun.Warnings"/>.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>That it runs from, disposed with this; null for the tree at hand, whatever it is.</summary>
    public RerunCode? Code { get; init; }

    /// <summary>Trains.</summary>
    /// <param name="said">Told what goes on, in sentences.</param>
    /// <returns>What the run's record holds then, whether it finished, failed or was stopped.</returns>
    public RunRecord Execute(IProgress<TrainingProgress> progress, Action<string> said, CancellationToken cancellation) =>
        execution(progress, said, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        held?.Dispose();
        Code?.Dispose();
    }
}
