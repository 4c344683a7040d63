using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Sharing.Bundles;

/// <summary>The runs that a command is told of: in their folders, or in bundles, which lie unpacked for as long as the command runs.</summary>
/// <param name="runs">The folder that holds the runs.</param>
/// <param name="said">Told of what a killed command left in a run, and what became of it.</param>
public sealed class NamedRuns(string runs, Action<string> said, CancellationToken cancellation) : IDisposable
{
    private readonly RunIndex index = new(runs);
    private readonly List<string> unpacked = [];

    /// <summary>Whether a run of that name, or of an ID that begins so, is there.</summary>
    public bool Has(string reference) => index.Has(reference);

    /// <param name="reference">As <see cref="RunIndex.Find"/> takes it, or a bundle's file; a name goes before a file.</param>
    /// <exception cref="LockstepException">There is no such run, or a later version wrote it in a format of its own.</exception>
    public RunFolder Find(string reference)
    {
        if (index.Has(reference) || !Presence.IsFile(reference))
        {
            return index.Find(reference).OfKnownFormat().Mended(said);
        }

        unpacked.Add(Directory.CreateTempSubdirectory("lockstep-bundle-").FullName);
        return RunBundle.Unpack(reference, unpacked[^1], cancellation).OfKnownFormat();
    }

    /// <inheritdoc/>
    public void Dispose() => unpacked.ForEach(folder => Directory.Delete(folder, recursive: true));
}
