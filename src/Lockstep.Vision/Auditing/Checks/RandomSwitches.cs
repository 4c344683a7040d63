using Lockstep.Audit;
using Lockstep.Locks;

namespace Lockstep.Vision.Auditing.Checks;

/// <summary>Switches of libtorch that are not as the recipe asks for.</summary>
internal static class RandomSwitches
{
    private const string Benchmark = "benchmarkCuDnn";
    private const string Beginning = "deterministic";

    public static AuditCheck Of(FreshTrials trials) => new("random-switches", AuditedBox.Randomness, AuditLevel.Quick)
    {
        Title = "Switches that let results vary",
        Measures = "Reads back from libtorch, in the process that made the first steps, whether deterministic algorithms are on and cuDNN's benchmark is "
            + "off; of a run, what its Randomness lock says was in force.",
        Why = "What is set is not always what is in force: a library or a variable may set it otherwise.",
        Example = "determinism: fast     # cuDNN picks its kernels by timing them",
        Repair = "determinism: strict in the recipe.",
        Of = SubjectKinds.Trainings,
        Make = async (subject, cancellation) =>
        {
            var randomness = subject.Run is { } run
                ? run.ReadLocks().Randomness
                : await trials.RandomnessAsync(subject, cancellation).ConfigureAwait(false);
            string[] open = [.. Open(randomness)];
            return open.Length == 0
                ? CheckResult.Of([], "deterministic algorithms are on, cuDNN's benchmark is off")
                : CheckResult.Of([new AuditFinding(null, 0, $"in force were: {string.Join(", ", open)}", "set determinism: strict in the recipe")]);
        },
    };

    private static IEnumerable<string> Open(BoxLock randomness) => new RecordedRandomness(randomness).Switches
        .Where(item => (item.Key.StartsWith(Beginning, StringComparison.Ordinal) && item.Key != "deterministicFillUninitializedMemory" && !item.Value)
            || (item.Key == Benchmark && item.Value))
        .Select(item => $"{item.Key} {(item.Value ? "on" : "off")}");
}
