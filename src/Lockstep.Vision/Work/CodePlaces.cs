using System.Text.Json.Nodes;
using Lockstep.Code;
using Lockstep.Code.Restoring;
using Lockstep.Locks;

namespace Lockstep.Vision.Work;

/// <summary>Where a file of the recorded code lies now: in the restored tree, and in the tree at hand.</summary>
/// <param name="Recorded">The root of the code, as it was called when the run was made; null where that is not on record.</param>
/// <param name="Code">That a rerun runs from; null where nothing is restored.</param>
/// <param name="RootAtHand">Of the code at hand; null for none.</param>
internal sealed record CodePlaces(string? Recorded, RerunCode? Code, string? RootAtHand)
{
    /// <param name="folder">In the tree at hand; null for none.</param>
    public static async Task<CodePlaces> OfAsync(LockSet recorded, RerunCode? code, string? folder, CancellationToken cancellation)
    {
        var recordedCode = new RecordedCode(recorded.Code);
        var root = folder is null || recordedCode.Repository is null ? folder
            : await GitRepository.RootAsync(folder, cancellation).ConfigureAwait(false);
        return new CodePlaces(recordedCode.Root, code, root);
    }

    /// <summary>Null where nothing is restored, and for what has no place there.</summary>
    public string? InRestored(string path) => Code?.PlaceOf(path);

    /// <summary>Null where there is none, and for what lay outside the code.</summary>
    public string? AtHand(string path) => RootAtHand is { } root ? Below(path, Recorded, root) : null;

    /// <summary>The locks with the places that are there when the restored tree is gone.</summary>
    public LockSet Lasting(LockSet locks)
    {
        if (Code?.Root is null)
        {
            return locks;
        }

        var data = new RecordedData(locks.Data);
        JsonNode? Lasting(string? path) => path is null ? null : Code.Lasting(path);
        return locks with
        {
            Code = Code.Repository is { } repository ? locks.Code.Noting(RecordedCode.RepositoryKey, repository) : locks.Code,
            Data = locks.Data.Noting(RecordedData.FolderKey, Lasting(data.Folder)).Noting(RecordedData.ModelFileKey, Lasting(data.ModelFile)),
        };
    }

    private static string? Below(string path, string? root, string other) =>
        root is { Length: > 1 } && path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal)
            ? Path.GetFullPath(Path.GetRelativePath(root, path), other)
            : null;
}
