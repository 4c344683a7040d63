using System.IO.Compression;

namespace Lockstep.Files;

/// <summary>Reads packed files. How far is the reader's own decision: a small file may unpack to any size.</summary>
public static class Gzip
{
    /// <summary>Lets <paramref name="read"/> have the unpacked stream.</summary>
    /// <param name="place">Where the packed bytes come from, for messages.</param>
    /// <exception cref="LockstepException">The bytes are not those of a gzip file.</exception>
    public static T Unpack<T>(Stream packed, string place, Func<Stream, T> read)
    {
        try
        {
            using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
            return read(unpacked);
        }
        catch (InvalidDataException exception)
        {
            // The runtime's own words speak of archives and entries.
            throw new LockstepException($"{place}: its gzip data is damaged. Check it with 'gzip -t', fetch it again, and seal the data set anew.", exception);
        }
    }
}
