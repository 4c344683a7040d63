using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>A training on a GPU that does not ask for algorithms that repeat.</summary>
internal static class DeterministicAlgorithms
{
    public static AuditCheck Check { get; } = new("deterministic-algorithms", AuditedBox.Randomness, AuditLevel.Static)
    {
        Title = "A training on a GPU does not ask for deterministic algorithms",
        Measures = "Of programs that train with PyTorch and speak of CUDA, looks for torch.use_deterministic_algorithms(True), cudnn.deterministic = "
            + "True, or a Trainer with deterministic=True.",
        Why = "Some operators add in another order each time on a GPU. It is advice: on the processor it makes no difference, and it may cost time.",
        Example = "torch.manual_seed(0)\nmodel.cuda()      # index_add and others still add in any order",
        Repair = "Call torch.use_deterministic_algorithms(True), and set CUBLAS_WORKSPACE_CONFIG=:4096:8; or run it under 'lockstep exec', which does.",
        Of = SubjectKinds.WithCode,
        IsAdvice = true,
        IsRefutedByRun = true,
        Make = PythonFindings.In(Find),
    };

    private static IEnumerable<AuditFinding> Find(PythonProject project) =>
        from program in project.Programs
        where program.Trains && program.Uses("torch") && program.Files.Any(file => file.Named.Values.Any(names => names.Contains("cuda"))) && !Asks(program)
        let first = program.Calls.First(one => one.Call.Last is "backward" or "manual_backward" or "fit")
        select first.File.At(
            first.Call.Line,
            $"{program.Start.Path} trains on a GPU where there is one, and does not ask for deterministic algorithms",
            "call torch.use_deterministic_algorithms(True), or run it under 'lockstep exec'");

    private static bool Asks(StartedProgram program) =>
        program.Calls.Any(one => one.Call.Last is "use_deterministic_algorithms" or "enable_full_determinism"
            || one.Call.Keys.GetValueOrDefault("deterministic") is not null)
        || program.Files.Any(file => file.Assignments.Any(assignment => assignment.Name == "torch.backends.cudnn.deterministic"));
}
