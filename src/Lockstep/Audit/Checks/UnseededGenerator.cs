using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>Generators that are made without a seed, which no global seed reaches.</summary>
internal static class UnseededGenerator
{
    private static readonly string[] Makers =
    [
        "random.Random", "numpy.random.default_rng", "numpy.random.RandomState", "numpy.random.SeedSequence", "numpy.random.PCG64", "numpy.random.MT19937",
        "numpy.random.Philox",
    ];

    private static readonly string[] FromTheSystem = ["random.SystemRandom", "secrets.choice", "secrets.randbelow", "secrets.SystemRandom"];

    public static AuditCheck Check { get; } = new("unseeded-generator", AuditedBox.Randomness, AuditLevel.Static)
    {
        Title = "A generator of its own, made without a seed",
        Measures = "Looks for random.Random(), numpy.random.default_rng(), RandomState() and their like without an argument, or with None, "
            + "and for draws from the system's own randomness.",
        Why = "Such a generator takes its seed from the system. numpy.random.seed and random.seed, which seed the global generators, don't reach it.",
        Example = "np.random.seed(0)\nrng = np.random.default_rng()     # not seeded by the line above\nrng.permutation(10)",
        Repair = "Give it a seed: numpy.random.default_rng(seed).",
        Of = SubjectKinds.WithCode,
        IsRefutedByRun = true,
        Make = PythonFindings.In(Find),
    };

    private static IEnumerable<AuditFinding> Find(PythonProject project)
    {
        foreach (var (file, call) in project.Calls())
        {
            if (Makers.Contains(call.Name) && call is { Keys.Count: 0, Arguments: [] or ["None"] })
            {
                yield return file.At(call.Line, $"{call.Name}() without a seed", $"write {call.Name}(seed)");
            }
            else if (FromTheSystem.Contains(call.Name))
            {
                yield return file.At(call.Line, $"{call.Name} draws from the system, which can't be seeded", "draw from random.Random(seed)");
            }
        }
    }
}
