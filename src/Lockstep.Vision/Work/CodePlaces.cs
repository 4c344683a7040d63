using System.Text.Json.Nodes;
using Lockstep.Code;
using Lockstep.Code.Restoring;
using Lockstep.Locks;

namespace Lockstep.Vision.Work;

/// <summary>Where a file of the recorded repository lies now: in the restored tree, and in the tree at hand.</summary>
/// <param name="Recorded">The root of the repository, as it was called when the run was made; null outside git.</param>
/// <param name="Code">That a rerun runs from; null where nothing is restored.</param>
/// <param name="RootAtHand">Of the repository at hand; null for none.</param>
internal sealed record CodePlaces(string? Recorded, RerunCode? Code, string? RootAtHand)
{
    /// <param name="folder">In the tree at hand; null for none.</param>
    public static async Task<CodePlaces> OfAsync(LockSet recorded, RerunCode? code, string? folder, CancellationToken cancellation) => new(
        new RecordedCode(recorded.Code).Repository, code,
        folder is null ? null : await GitRepository.RootAsync(folder, cancellation).ConfigureAwait(false));

    /// <summary>Null where nothing is restored, and for what lay outside the repository.</summary>
    public string? InRestored(string path) => Code?.Root is { } root ? Below(path, Recorded, root) : null;

    /// <summary>Null where there is none, and for what lay outside the repository.</summary>
    public string? AtHand(string path) => RootAtHand is { } root ? Below(path, Recorded, root) : null;

    /// <summary>The locks with the places that are there when the restored tree is gone.</summary>
    public LockSet Lasting(LockSet locks)
    {
        if (Code is not { Root: { } root, Repository: { } repository })
        {
            return locks;
        }

        var data = new RecordedData(locks.Data);
        JsonNode? Moved(string? path) => path is null ? null : Below(path, root, repository) ?? path;
        return locks with
        {
            Code = locks.Code.Noting(RecordedCode.RepositoryKey, repository),
            Data = locks.Data.Noting(RecordedData.FolderKey, Moved(data.Folder)).Noting(RecordedData.ModelFileKey, Moved(data.ModelFile)),
        };
    }

    private static string? Below(string path, string? root, string other) =>
        root is { Length: > 1 } && path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal)
            ? Path.GetFullPath(Path.GetRelativePath(root, path), other)
            : null;
}
