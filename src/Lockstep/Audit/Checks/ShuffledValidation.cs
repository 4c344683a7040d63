using System.Text.RegularExpressions;
using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>Loaders of validation or test data that shuffle.</summary>
internal static partial class ShuffledValidation
{
    public static AuditCheck Check { get; } = new("shuffled-validation", AuditedBox.Randomness, AuditLevel.Static)
    {
        Title = "Validation or test data are shuffled",
        Measures = "Looks for a DataLoader with shuffle=True whose data set, or whose own name, says that it is for validation or test.",
        Why = "Shuffling draws from the global generator: how often a model is validated then changes the order in which it is trained. "
            + "Means over batches change in their last digits, and the samples that are shown are others in each epoch.",
        Example = "val_loader = DataLoader(val_set, batch_size=64, shuffle=True)",
        Repair = "Write shuffle=False for what is not trained on.",
        Of = SubjectKinds.WithCode,
        IsRefutedByRun = true,
        Make = PythonFindings.In(Find),
    };

    private static IEnumerable<AuditFinding> Find(PythonProject project)
    {
        foreach (var (file, call) in project.Calls().Where(one => one.Call.Last == "DataLoader" && one.Call.Argument("shuffle", 2) == "True"
            && !IsDemonstration(project, one.File, one.Call)))
        {
            var names = call.Targets.Append(call.Argument("dataset", 0) ?? "").ToArray();
            if (names.FirstOrDefault(name => Held().IsMatch(name)) is { } held && !names.Any(name => Trained().IsMatch(name)))
            {
                yield return file.At(call.Line, $"{held} is loaded with shuffle=True", "write shuffle=False");
            }
        }
    }

    /// <summary>Whether the file only shows itself so, and others import it for what it is for.</summary>
    private static bool IsDemonstration(PythonProject project, PythonFile file, PythonCall call) => call.Within == PythonFile.WhenStarted
        && !project.Programs.Any(program => program.Start == file && program.Trains);

    [GeneratedRegex(@"(\A|[_.])(val|valid|validation|test|testing|eval|dev)(\d*|_?(set|ds|data|dataset|loader|dl|iter|generator))?([_.]|\z)"
        + @"|(val|valid|test|eval)(set|loader|ds|dataset)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Held();

    [GeneratedRegex("train", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Trained();
}
