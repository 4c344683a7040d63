namespace Lockstep.Files;

/// <summary>Reads packed files, to their end. How far is the reader's own decision: a small file may unpack to any size.</summary>
public static class Gzip
{
    /// <summary>Lets <paramref name="read"/> have the unpacked stream.</summary>
    /// <param name="place">Where the packed bytes come from, for messages.</param>
    /// <exception cref="LockstepException">The bytes are not those of a whole gzip file.</exception>
    public static T Unpack<T>(Stream packed, string place, Func<Stream, T> read)
    {
        try
        {
            using var unpacked = new GzipReader(packed);
            var found = read(unpacked);

            // The checksum stands at the end.
            var rest = new byte[1 << 16];
            while (unpacked.Read(rest) > 0)
            {
            }

            return found;
        }
        catch (InvalidDataException exception)
        {
            throw new LockstepException(
                $"{place}: its gzip data is damaged: {exception.Message.TrimEnd('.')}. Check it with 'gzip -t', fetch it again, and seal the data set anew.",
                exception);
        }
    }
}
