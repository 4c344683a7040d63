using System.Text.RegularExpressions;

namespace Lockstep.Audit.Python;

/// <summary>A file that somebody starts, and all files of the project that it imports, also by others.</summary>
/// <param name="Start">The file that is started.</param>
/// <param name="Files">It and what it reaches.</param>
internal sealed partial record StartedProgram(PythonFile Start, IReadOnlyList<PythonFile> Files)
{
    private static readonly string[] Frameworks = ["lightning", "pytorch_lightning", "transformers", "fastai", "ignite", "composer", "keras", "tensorflow"];

    private readonly Lazy<ReachedCode> reached = new(() => new ReachedCode(Start, Files));

    /// <summary>All calls in it that are reached when it is started, with the file of each.</summary>
    public IEnumerable<(PythonFile File, PythonCall Call)> Calls =>
        from file in Files from call in file.Calls where reached.Value.Holds(file, call.Within) select (file, call);

    /// <summary>Whether it trains: an optimizer takes steps by gradients that are computed, or a framework fits a model.</summary>
    public bool Trains => Calls.Any(one => one.Call.Last == "fit" && Uses(Frameworks))
        || (Calls.Any(one => one.Call.Last is "backward" or "manual_backward") && Calls.Any(one => one.Call.Last == "step"));

    /// <summary>Whether a file of it imports one of these.</summary>
    public bool Uses(params string[] modules) => Files.Any(file => file.Imports.Any(import =>
        import.Level == 0 && Array.Exists(modules, module => import.Module == module || import.Module.StartsWith(module + ".", StringComparison.Ordinal))));

    /// <summary>
    /// Whether something in it seeds the global generator of <c>random</c>, <c>numpy</c> or <c>torch</c>, and not in a loader's workers alone.
    /// </summary>
    public bool Seeds(string library)
    {
        var ofWorkers = Calls.Select(one => one.Call.Keys.GetValueOrDefault("worker_init_fn")).OfType<string>().Select(LastOf)
            .ToHashSet(StringComparer.Ordinal);
        return Calls.Any(one => IsSeedOf(one.Call, library)
            && !(ofWorkers.Contains(LastOf(one.Call.Within)) && !Calls.Any(other => other.Call.Last == LastOf(one.Call.Within))));
    }

    private bool IsSeedOf(PythonCall call, string library) => call.Name switch
    {
        "random.seed" => library == "random",
        "numpy.random.seed" => library == "numpy",
        "torch.manual_seed" or "torch.random.manual_seed" => library == "torch",
        "ignite.utils.manual_seed" or "transformers.Trainer" or "transformers.Seq2SeqTrainer" or "transformers.TrainingArguments"
            or "transformers.Seq2SeqTrainingArguments" => true,
        _ => SeedsAll().IsMatch(call.Last) && !reached.Value.Defines(call.Last) && !call.Name.StartsWith("torch.", StringComparison.Ordinal)
            && !call.Name.StartsWith("numpy.", StringComparison.Ordinal),
    };

    private static string LastOf(string dotted) => dotted[(dotted.LastIndexOf('.') + 1)..];

    /// <summary>Names under which libraries have a function that seeds <c>random</c>, NumPy and PyTorch alike.</summary>
    [GeneratedRegex(@"\A(seed_everything|set_(global_|random_|all_)?seeds?|seed_all(_rng)?|set_determinism|enable_full_determinism"
        + "|fix_(random_)?seeds?|random_seed|"
        + @"setup_seed|init_seeds?|seed_torch|same_seeds?|make_deterministic)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SeedsAll();
}
