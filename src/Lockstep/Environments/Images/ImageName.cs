using System.Text.RegularExpressions;

namespace Lockstep.Environments.Images;

/// <summary>The name of a container's image.</summary>
internal static partial class ImageName
{
    /// <exception cref="UsageException">It does not name one image for good.</exception>
    public static string Pinned(string name) => Name().IsMatch(name) ? name : throw new UsageException(
        $"--image {name}: "
        + (name.Contains("@sha256:", StringComparison.Ordinal) ? "no name of an image; " : "no digest, so that it could be another image tomorrow; ")
        + "expected NAME@sha256: and 64 hexadecimal digits. 'docker inspect --format \"{{index .RepoDigests 0}}\" NAME' says it of one that was pulled.");

    [GeneratedRegex(@"\A[a-z0-9]+([._:/-]+[A-Za-z0-9]+)*@sha256:[0-9a-f]{64}\z")]
    private static partial Regex Name();
}
