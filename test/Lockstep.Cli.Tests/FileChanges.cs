namespace Lockstep.Cli.Tests;

internal static class FileChanges
{
    /// <summary>Flips a bit of the last byte: of a PNG, in the end chunk's checksum, so that it still decodes.</summary>
    public static void ChangeOneByte(this Workplace place, string relPath)
    {
        var bytes = File.ReadAllBytes(place.PathOf(relPath));
        bytes[^1] ^= 0x10;
        File.WriteAllBytes(place.PathOf(relPath), bytes);
    }
}
