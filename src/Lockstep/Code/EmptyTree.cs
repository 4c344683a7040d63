namespace Lockstep.Code;

/// <summary>What all files of a repository without a commit differ from.</summary>
internal static class EmptyTree
{
    /// <summary>Its name, which depends on how the repository names objects; git knows it without holding it.</summary>
    public static string Of(string root, CancellationToken cancellation) => GitRepository.Ask(root, ["hash-object", "-t", "tree", "/dev/null"],
        cancellation).Text;
}
