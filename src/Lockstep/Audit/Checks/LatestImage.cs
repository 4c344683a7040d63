using System.Text.RegularExpressions;
using Lockstep.Audit.Projects;

namespace Lockstep.Audit.Checks;

/// <summary>Container images whose name means another image tomorrow.</summary>
internal static partial class LatestImage
{
    public static AuditCheck Check { get; } = new("latest-image", AuditedBox.Environment, AuditLevel.Static)
    {
        Title = "A container image without a version",
        Measures = "Looks in Dockerfiles for FROM, and in files of docker compose for image:, of an image without a tag, or with the tag latest, and "
            + "without a digest.",
        Why = "'latest' is whatever was pushed last: another system, another Python, another CUDA.",
        Example = "FROM pytorch/pytorch:latest",
        Repair = "Name a version, or better the digest: FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-runtime@sha256:….",
        Of = SubjectKinds.WithCode,
        Make = (subject, cancellation) => Task.FromResult(Look(subject.Files(cancellation))),
    };

    private static CheckResult Look(ProjectFiles files)
    {
        string[] images = [.. files.Named(name => ShellLines.IsDockerfile(name) || Compose().IsMatch(name))];
        return images.Length == 0 ? CheckResult.NothingThere : CheckResult.Of(
            images.SelectMany(path => Find(path, files.Lines(path) ?? [])), "each image has a version");
    }

    private static IEnumerable<AuditFinding> Find(string path, string[] lines)
    {
        var stages = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "scratch" };
        foreach (var (line, text) in ShellLines.Of(lines))
        {
            if ((path.EndsWith("ml", StringComparison.Ordinal) ? Used() : From()).Match(text) is not { Success: true } match)
            {
                continue;
            }

            var image = match.Groups["image"].Value;
            var name = image[(image.LastIndexOf('/') + 1)..];
            var isLoose = name.EndsWith(":latest", StringComparison.Ordinal) || !name.Contains(':', StringComparison.Ordinal);
            if (isLoose && !image.Contains('@', StringComparison.Ordinal) && !image.Contains('$', StringComparison.Ordinal) && !stages.Contains(image))
            {
                yield return new AuditFinding(path, line, $"the image {image} has no version", $"write {image.Split(':')[0]}:VERSION, or its digest");
            }

            if (match.Groups["stage"] is { Success: true } stage)
            {
                stages.Add(stage.Value);
            }
        }
    }

    [GeneratedRegex(@"\AFROM\s+(--\S+\s+)*(?<image>\S+)(\s+AS\s+(?<stage>\S+))?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex From();

    [GeneratedRegex(@"\A(-\s+)?image:\s*[""']?(?<image>[^\s""'#]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Used();

    [GeneratedRegex(@"\A(docker-)?compose([-_.][\w.-]+)?\.ya?ml\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Compose();
}
