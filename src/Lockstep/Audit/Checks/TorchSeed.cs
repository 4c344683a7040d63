using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>A program trains with PyTorch, and never seeds it.</summary>
internal static class TorchSeed
{
    private const string Library = "torch";

    public static AuditCheck Check { get; } = new("torch-seed", AuditedBox.Randomness, AuditLevel.Static)
    {
        Title = "A training, its weights and its loaders, without a seed for PyTorch",
        Measures = "Takes each file that somebody starts together with all files of the project that it imports. Where they compute gradients with PyTorch, "
            + "it looks for a call that is reached and seeds PyTorch: torch.manual_seed, or a library's function for all generators, such as seed_everything.",
        Why = "Initial weights, dropout, the order of a DataLoader that shuffles, and the seeds of its workers come from PyTorch's global generator. "
            + "Without a seed that begins elsewhere in each run.",
        Example = "loader = DataLoader(data, shuffle=True)   # another order in each run\nmodel = nn.Linear(2, 1)                   # other weights in "
            + "each run",
        Repair = "Call torch.manual_seed(seed) before models and loaders are made.",
        Of = SubjectKinds.WithCode,
        IsRefutedByRun = true,
        Make = PythonFindings.In(Find),
    };

    private static IEnumerable<AuditFinding> Find(PythonProject project)
    {
        var told = new HashSet<(string, int)>();
        foreach (var program in project.Programs.Where(program => program.Trains && program.Uses(Library) && !program.Seeds(Library)))
        {
            var first = program.Calls.Where(one => one.Call.Last == "DataLoader" && one.Call.Keys.GetValueOrDefault("shuffle") == "True")
                .Concat(program.Calls.Where(one => one.Call.Last is "backward" or "manual_backward" or "fit")).First();
            if (told.Add((first.File.Path, first.Call.Line)))
            {
                yield return first.File.At(
                    first.Call.Line,
                    $"{program.Start.Path} trains, and nothing that it runs seeds PyTorch",
                    $"call torch.manual_seed(seed) in {program.Start.Path}, before models and loaders are made");
            }
        }
    }
}
