using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>cuDNN is told to choose its algorithms by timing them.</summary>
internal static class CudnnBenchmark
{
    private const string Switch = "torch.backends.cudnn.benchmark";

    public static AuditCheck Check { get; } = new("cudnn-benchmark", AuditedBox.Randomness, AuditLevel.Static)
    {
        Title = "cuDNN chooses its algorithms by timing them",
        Measures = "Looks for 'torch.backends.cudnn.benchmark = True', by whatever name it is imported, and for a Trainer of Lightning with benchmark=True.",
        Why = "cuDNN then times several algorithms at each new shape and takes the fastest. Which one that is varies from run to run, "
            + "and with it the order of additions, so that gradients differ in their last bits, and soon in more.",
        Example = "import torch\ntorch.manual_seed(0)\ntorch.backends.cudnn.benchmark = True      # another algorithm in another run\n"
            + "loss = model(images).sum()                    # other last bits",
        Repair = "Set torch.backends.cudnn.benchmark = False and torch.backends.cudnn.deterministic = True.",
        Of = SubjectKinds.WithCode,
        IsRefutedByRun = true,
        Make = PythonFindings.In(Find),
    };

    private static IEnumerable<AuditFinding> Find(PythonProject project)
    {
        foreach (var file in project.Files)
        {
            foreach (var assignment in file.Assignments.Where(assignment => assignment is { Name: Switch, Value: "True" }))
            {
                yield return file.At(assignment.Line, $"{Switch} = True", $"write {Switch} = False");
            }

            foreach (var call in file.Calls.Where(call => call.Last == "Trainer" && call.Keys.GetValueOrDefault("benchmark") == "True"))
            {
                yield return file.At(call.Line, "a Trainer is made with benchmark=True", "write benchmark=False, deterministic=True");
            }
        }
    }
}
