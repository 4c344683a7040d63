using Lockstep.Audit.Projects;
using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>NumPy draws in the workers of a loader, which PyTorch before 1.9 does not seed.</summary>
internal static class NumpyInWorkers
{
    private static readonly Version FirstThatSeeds = new(1, 9);

    public static AuditCheck Check { get; } = new("numpy-in-workers", AuditedBox.Randomness, AuditLevel.Static)
    {
        Title = "NumPy draws in a loader's workers, which an old PyTorch does not seed",
        Measures = "Where the lists of packages ask for a PyTorch before 1.9, looks for loaders with workers and without worker_init_fn in programs "
            + "that draw from numpy.random.",
        Why = "Before 1.9, each worker began with a copy of NumPy's state: all of them drew the same numbers, and again in each epoch.",
        Example = "# torch==1.8.1\nclass Images(Dataset):\n    def __getitem__(self, index):\n        return self.images[index] + np.random.rand()   "
            + "# the same noise from each worker\nDataLoader(Images(), num_workers=4)",
        Repair = "Give the loader a worker_init_fn that calls numpy.random.seed with torch.initial_seed() % 2**32, or use PyTorch 1.9 or newer.",
        Of = SubjectKinds.WithCode,
        Make = (subject, cancellation) => Task.FromResult(
            RequirementLists.Of(subject.Files(cancellation)).SelectMany(list => list.Requirements).FirstOrDefault(one => one.Name == "torch") is not
            { PinnedVersion: { } version } || version >= FirstThatSeeds
                ? CheckResult.NothingThere
                : CheckResult.Of(Find(subject.Python(cancellation), version))),
    };

    private static IEnumerable<AuditFinding> Find(PythonProject project, Version version)
    {
        foreach (var program in project.Programs.Where(program => program.Calls.Any(one => one.Call.Name.StartsWith("numpy.random.",
            StringComparison.Ordinal))))
        {
            foreach (var (file, call) in program.Calls.Where(one => one.Call.Last == "DataLoader"
                && (one.Call.Argument("num_workers", 5) ?? "0") != "0" && !one.Call.Keys.ContainsKey("worker_init_fn") && !one.Call.Keys.ContainsKey("**")))
            {
                yield return file.At(
                    call.Line,
                    $"a loader with workers and without worker_init_fn, in a program that draws from numpy.random, with torch {version}",
                    "give it worker_init_fn=lambda _: numpy.random.seed(torch.initial_seed() % 2**32)");
            }
        }
    }
}
