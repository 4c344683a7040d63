using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>Seeds that are made of the clock, or of something else that is new in each run.</summary>
internal static class ClockSeed
{
    private static readonly string[] Sources =
    [
        "time.time", "time.time_ns", "time.perf_counter", "time.monotonic", "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.now", "os.getpid",
        "os.urandom", "uuid.uuid4", "uuid.uuid1", "secrets.randbits", "secrets.token_bytes", "torch.seed", "torch.initial_seed", "random.randint",
        "random.randrange", "random.getrandbits", "numpy.random.randint",
    ];

    /// <summary>These are seeded in their turn, unless nothing seeds them: then it is a seed by chance.</summary>
    private static readonly string[] Drawn = ["random.randint", "random.randrange", "random.getrandbits", "numpy.random.randint"];

    public static AuditCheck Check { get; } = new("clock-seed", AuditedBox.Randomness, AuditLevel.Static)
    {
        Title = "A seed from the clock, the process number or chance",
        Measures = "Looks for the time, the process number, system randomness, or a draw of random that nothing seeded before, in the argument of what "
            + "seeds, or in what a variable with 'seed' in its name is given.",
        Why = "Such a seed is another one in each run, and unless it is kept nobody can make that run again.",
        Example = "seed = int(time.time())\ntorch.manual_seed(seed)      # a new seed each second",
        Repair = "Take the seed from the configuration, with a number as its default.",
        Of = SubjectKinds.WithCode,
        IsRefutedByRun = true,
        Make = PythonFindings.In(Find),
    };

    private static IEnumerable<AuditFinding> Find(PythonProject project)
    {
        var told = new HashSet<(string, int)>();
        foreach (var (file, call) in project.Calls().Where(one => one.Call is
        { Name: "random.seed" or "numpy.random.seed", Arguments: [] or ["None"], Keys.Count: 0 }))
        {
            yield return file.At(call.Line, $"{call.Name}() without a number takes its seed from the system", $"write {call.Name}(seed)");
        }

        foreach (var (file, call) in project.Calls())
        {
            var into = call.Around.LastOrDefault(IsSeeding) ?? call.Targets.FirstOrDefault(SpeaksOfSeed);
            if (into is null || !Sources.Contains(call.Name) || IsInWorker(call) || (Drawn.Contains(call.Name) && IsSeeded(project, file, call))
                || !told.Add((file.Path, call.Line)))
            {
                continue;
            }

            yield return file.At(call.Line, $"{call.Name}() is what {into} is given", "take the seed from the configuration, with a number as its default");
        }
    }

    /// <summary>A worker's seed is made of what PyTorch gives it, which comes from the global seed.</summary>
    private static bool IsInWorker(PythonCall call) =>
        call.Name == "torch.initial_seed" && (call.Within.Contains("worker", StringComparison.OrdinalIgnoreCase) || call.Within.Length > 0);

    private static bool IsSeeded(PythonProject project, PythonFile file, PythonCall call)
    {
        var library = call.Name[..call.Name.IndexOf('.', StringComparison.Ordinal)];
        return project.Programs.Where(program => program.Files.Contains(file)).All(program =>
            program.Calls.Any(one => one.Call.Name == (library == "numpy" ? "numpy.random.seed" : "random.seed")
                && (one.File != file || one.Call.Line < call.Line) && one.Call.Arguments.Count > 0));
    }

    private static bool IsSeeding(string name) =>
        name[(name.LastIndexOf('.') + 1)..] is var last && (SpeaksOfSeed(last) || last is "RandomState" or "default_rng" or "Random");

    private static bool SpeaksOfSeed(string name) => name.Contains("seed", StringComparison.OrdinalIgnoreCase);
}
