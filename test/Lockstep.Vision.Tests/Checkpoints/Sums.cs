using Lockstep.Files;

namespace Lockstep.Vision.Tests.Checkpoints;

internal static class Sums
{
    /// <summary>Makes a checkpoint's <c>SHA256SUMS</c> fit its files again, so that a change is not seen by that alone.</summary>
    public static void Mend(string checkpoint)
    {
        var files = Directory.GetFiles(checkpoint)
            .Where(file => Path.GetFileName(file) != "SHA256SUMS")
            .Select(file => new FileChecksum(Sha256.OfFile(file).Digest, Path.GetFileName(file))).ToArray();
        File.WriteAllText(Path.Combine(checkpoint, "SHA256SUMS"), ChecksumListing.Write(files));
    }
}
