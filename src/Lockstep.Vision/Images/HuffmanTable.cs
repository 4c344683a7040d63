namespace Lockstep.Vision.Images;

/// <summary>A JPEG's code for symbols of eight bits. Source: ITU-T T.81, annex C and F.2.2.3.</summary>
internal sealed class HuffmanTable
{
    /// <summary>Codes up to this length are looked up; longer ones are rare.</summary>
    public const int LookupBits = 9;

    private readonly int[] endOfLength = new int[18]; // the first code of 16 bits that is not of that length, or of a shorter one
    private readonly int[] offsetOfLength = new int[17];
    private readonly byte[] symbols;

    private HuffmanTable(byte[] symbols) => this.symbols = symbols;

    public static HuffmanTable Empty { get; } = new([]);

    /// <summary>By the next nine bits: the code's length above its symbol, or 0 for a longer code or none.</summary>
    public ushort[] Lookup { get; } = new ushort[1 << LookupBits];

    /// <param name="segment">Sixteen counts, and the symbols.</param>
    /// <returns>Null where the counts make no code.</returns>
    public static HuffmanTable? TryRead(ReadOnlySpan<byte> segment, out int used)
    {
        var count = 0;
        for (var length = 1; length <= 16; length++)
        {
            count += segment[length - 1];
        }

        used = 16 + count;
        if (count > 256 || segment.Length < used)
        {
            return null;
        }

        var table = new HuffmanTable(segment[16..used].ToArray());
        var (code, index) = (0, 0);
        for (var length = 1; length <= 16; length++)
        {
            table.offsetOfLength[length] = index - code;
            for (var left = segment[length - 1]; left > 0; left--, code++, index++)
            {
                if (code >= 1 << length)
                {
                    return null;
                }

                if (length <= LookupBits)
                {
                    table.Lookup.AsSpan(code << (LookupBits - length), 1 << (LookupBits - length)).Fill((ushort)((length << 8) | table.symbols[index]));
                }
            }

            table.endOfLength[length] = code << (16 - length);
            code <<= 1;
        }

        return table;
    }

    /// <param name="bits">The next sixteen.</param>
    /// <returns>As in <see cref="Lookup"/>; 0 for no code.</returns>
    public int Find(int bits)
    {
        for (var length = LookupBits + 1; length <= 16; length++)
        {
            if (bits < endOfLength[length])
            {
                return (length << 8) | symbols[offsetOfLength[length] + (bits >> (16 - length))];
            }
        }

        return 0;
    }
}
