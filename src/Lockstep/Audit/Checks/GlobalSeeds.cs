using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>Draws from the global generators of <c>random</c> and NumPy, which nothing seeds.</summary>
internal static class GlobalSeeds
{
    private static readonly string[] OfRandom =
    [
        "random", "randint", "randrange", "choice", "choices", "shuffle", "sample", "uniform", "gauss", "normalvariate", "betavariate", "getrandbits",
        "triangular", "expovariate", "lognormvariate",
    ];

    private static readonly string[] OfNumpy =
    [
        "rand", "randn", "randint", "random", "random_sample", "ranf", "sample", "choice", "shuffle", "permutation", "uniform", "normal", "standard_normal",
        "beta", "binomial", "poisson", "exponential", "gamma", "multivariate_normal", "random_integers", "dirichlet", "multinomial", "laplace", "lognormal",
    ];

    private static readonly string[] Splitters =
        ["train_test_split", "ShuffleSplit", "StratifiedShuffleSplit", "GroupShuffleSplit"];

    /// <summary>Of what is split or chosen by them, a program that trains nothing makes data.</summary>
    private static readonly string[] ThatMakeData = ["shuffle", "sample", "permutation", .. Splitters];

    public static AuditCheck Check { get; } = new("global-seeds", AuditedBox.Randomness, AuditLevel.Static)
    {
        Title = "random or NumPy draw without a seed",
        Measures = "Takes each file that somebody starts together with all files of the project that it imports. Where they draw from the global "
            + "generator of random or NumPy, or split by scikit-learn without random_state, it looks for a call that is reached and seeds that "
            + "generator. Of what trains nothing, only that which the started file itself shuffles, samples and splits counts.",
        Why = "Augmentations, splits and orders that are drawn there are others in each run. A seed for PyTorch seeds neither of the two in the "
            + "process that trains.",
        Example = "torch.manual_seed(0)\nrandom.shuffle(files)                    # still another order in each run\ntrain, val = files[:80], files[80:]",
        Repair = "Call random.seed(seed) and numpy.random.seed(seed) at the start, or draw from a generator that was made with a seed.",
        Of = SubjectKinds.WithCode,
        IsRefutedByRun = true,
        Make = PythonFindings.In(project => Find(project, "random").Concat(Find(project, "numpy"))),
    };

    private static IEnumerable<AuditFinding> Find(PythonProject project, string library)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var program in project.Programs.Where(program => !program.Seeds(library)))
        {
            var trains = program.Trains;
            foreach (var (file, draws) in program.Calls
                .Where(one => Draws(one.Call, library) && (trains || (one.File == program.Start && ThatMakeData.Contains(one.Call.Last))))
                .GroupBy(one => one.File, (file, ones) => (file, ones.Select(one => one.Call).ToArray())))
            {
                if (!told.Add(file.Path))
                {
                    continue;
                }

                yield return file.At(
                    draws[0].Line,
                    $"{string.Join(", ", draws.Select(call => call.Name).Distinct(StringComparer.Ordinal).Take(3))} "
                        + $"{(draws.Select(call => call.Name).Distinct(StringComparer.Ordinal).Count() == 1 ? "draws" : "draw")}, "
                    + $"and nothing that {program.Start.Path} runs seeds {(library == "numpy" ? "NumPy" : "random")}",
                    $"call {(library == "numpy" ? "numpy.random" : library)}.seed(seed) in {program.Start.Path}, before anything draws");
            }
        }
    }

    private static bool Draws(PythonCall call, string library) => library == "random"
        ? call.Name.StartsWith("random.", StringComparison.Ordinal) && call.Name.LastIndexOf('.') == 6 && OfRandom.Contains(call.Last)
        : (call.Name.StartsWith("numpy.random.", StringComparison.Ordinal) && call.Name.LastIndexOf('.') == 12 && OfNumpy.Contains(call.Last))
            || (call.Name.StartsWith("sklearn.model_selection.", StringComparison.Ordinal) && Splitters.Contains(call.Last)
                && (call.Keys.GetValueOrDefault("random_state") ?? "None") == "None" && call.Keys.GetValueOrDefault("shuffle") != "False"
                && !call.Keys.ContainsKey("**"));
}
