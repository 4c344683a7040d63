using System.Text.RegularExpressions;
using Lockstep.Audit.Python;
using Lockstep.Files;

namespace Lockstep.Audit.Checks;

/// <summary>Weights to start from that may be others tomorrow.</summary>
internal static partial class UnpinnedWeights
{
    private static readonly string[] ByAddress = ["torch.hub.load_state_dict_from_url", "torch.utils.model_zoo.load_url",
        "torchvision.models.utils.load_state_dict_from_url"];

    public static AuditCheck Check { get; } = new("unpinned-weights", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "Pretrained weights that nothing pins",
        Measures = "Looks for load_state_dict_from_url without check_hash=True, torch.hub.load without a tag or commit, models of torchvision or timm "
            + "with pretrained=True, from_pretrained and hf_hub_download of a name without revision, and torch.load of a named file that the project "
            + "neither has nor makes.",
        Why = "A branch moves, a model's page gets new weights, and 'pretrained' means other weights in another version of a library: fine-tuning then "
            + "starts elsewhere.",
        Example = "model = AutoModel.from_pretrained('org/model')     # the newest commit of that page",
        Repair = "Name a commit, a tag or a digest: revision='<commit>', torch.hub.load('org/repo:v1.0', …), check_hash=True, "
            + "weights=ResNet50_Weights.IMAGENET1K_V2.",
        Of = SubjectKinds.WithCode,
        Make = (subject, cancellation) => PythonFindings.In(project => Find(project, subject.Folder))(subject, cancellation),
    };

    private static IEnumerable<AuditFinding> Find(PythonProject project, string folder) =>
        from one in project.Calls()
        let found = ProblemOf(project, one.Call, folder)
        where found is not null
        select one.File.At(one.Call.Line, found.Value.Evidence, found.Value.Repair);

    private static (string Evidence, string Repair)? ProblemOf(PythonProject project, PythonCall call, string folder)
    {
        if (ByAddress.Contains(call.Name))
        {
            return call.Keys.GetValueOrDefault("check_hash") == "True" ? null : ($"{call.Last} without check_hash=True", "give it check_hash=True");
        }

        if (call.Name == "torch.hub.load" && PythonCall.TextOf(call.Argument("repo_or_dir", 0)) is { } repository)
        {
            return repository.Contains(':', StringComparison.Ordinal) || call.Keys.GetValueOrDefault("source") == "'local'"
                ? null
                : ($"torch.hub.load of '{repository}' without a tag or commit", $"write '{repository}:TAG'");
        }

        if (call.Keys.GetValueOrDefault("pretrained") == "True" && (call.Name.StartsWith("torchvision.models.", StringComparison.Ordinal)
            || call.Name.StartsWith("timm.", StringComparison.Ordinal)))
        {
            return ($"{call.Name} with pretrained=True", call.Name.StartsWith("timm.", StringComparison.Ordinal)
                ? "name the weights, such as 'resnet50.a1_in1k', and pin timm's version and the file's digest"
                : "name the weights, such as weights=ResNet50_Weights.IMAGENET1K_V2");
        }

        if (call.Last == "from_pretrained" && call.Name.Contains('.', StringComparison.Ordinal)
            || call.Name is "huggingface_hub.hf_hub_download" or "huggingface_hub.snapshot_download")
        {
            var name = PythonCall.TextOf(call.Last == "from_pretrained" ? call.Argument("pretrained_model_name_or_path", 0) : call.Argument("repo_id", 0));
            return name is null || !ModelName().IsMatch(name) || call.Keys.ContainsKey("revision") || call.Keys.ContainsKey("**") || IsHere(folder, name)
                ? null
                : ($"{call.Name} of '{name}' without revision", "give it revision='<commit>'");
        }

        return call.Name == "torch.load" && PythonCall.TextOf(call.Argument("f", 0)) is { } file && !IsMade(project, file) && !IsHere(folder, file)
            ? ($"torch.load of '{file}', which the project neither has nor makes", "keep its SHA-256 in the code, and compare it before the file is loaded")
            : null;
    }

    private static bool IsHere(string folder, string path) => Presence.IsAny(Path.Combine(folder, path));

    /// <summary>Whether the project writes a file of that name.</summary>
    private static bool IsMade(PythonProject project, string file) => project.Calls().Any(one =>
        (one.Call.Last == "save" || (one.Call.Name == "open" && one.Call.Argument("mode", 1) is { } mode && mode.Contains('w', StringComparison.Ordinal)))
        && one.Call.Arguments.Concat(one.Call.Keys.Values).Any(argument => PythonCall.TextOf(argument) is { } made
        && Path.GetFileName(made) == Path.GetFileName(file)));

    [GeneratedRegex(@"\A[A-Za-z0-9][\w.-]*(/[\w.-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModelName();
}
