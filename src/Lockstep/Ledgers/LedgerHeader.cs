using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Lockstep.Files;

namespace Lockstep.Ledgers;

/// <summary>What a ledger says of all its steps.</summary>
/// <param name="Level">How much a record holds.</param>
/// <param name="Slots">The most samples that a step has.</param>
/// <param name="Interval">Gradients and weights are digested every so many steps, and at the end of each epoch.</param>
/// <param name="Parameters">Numbers that training moves.</param>
/// <param name="Seed">Of the order and the augmentation, whose draws have no state but the seed and the epoch.</param>
/// <param name="LockId">64 hexadecimal digits: of the run that wrote it.</param>
/// <param name="Layers">At the level deep, the names of the layers that each record speaks of, in the order of the network; else empty.</param>
public sealed record LedgerHeader(LedgerLevel Level, int Slots, int Interval, long Parameters, ulong Seed, string LockId, IReadOnlyList<string> Layers)
{
    internal const int FixedLength = 88;
    internal const int ExtendedLength = FixedLength + 16;
    internal const int CheckLength = 16;

    /// <summary>Longer than any network's list of names; a length beyond it is damage.</summary>
    internal const int MostBytes = 16 << 20;

    /// <summary>Format of the ledgers of commands.</summary>
    internal const uint CommandVersion = 3;

    private const uint Version = 1;
    private const uint ExtendedVersion = 2; // only where there is something to say that version 1 can't
    private const uint IdWidth = 4;
    private const int MostSlots = 1 << 20;
    private const long MostFirst = 1L << 48;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static ReadOnlySpan<byte> Magic => [0x89, (byte)'L', (byte)'E', (byte)'D', (byte)'G', (byte)'E', (byte)'R', (byte)'\n'];

    /// <summary>One for every million parameters begun, so that the digests stay a small part of a step; the same on every machine.</summary>
    public static int IntervalFor(long parameters) => (int)Math.Clamp((parameters + (1 << 20) - 1) >> 20, 1, 1 << 20);

    /// <summary>The step of the first record, which holds the state that the next step begins with: 0, except in a replay from a checkpoint.</summary>
    public long First { get; init; }

    /// <summary>How tensors were digested.</summary>
    public DigestKind Digests { get; init; }

    private bool IsExtended => First > 0 || Digests != DigestKind.Bytes;

    internal RecordLayout Layout => new(Slots, Layers.Count);

    internal byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        bytes.Write(Magic);
        Span<byte> fields = stackalloc byte[FixedLength - 8];
        BinaryPrimitives.WriteUInt32LittleEndian(fields, IsExtended ? ExtendedVersion : Version);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[8..], (uint)Level);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[12..], IdWidth);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[16..], (uint)Slots);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[20..], (uint)Interval);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[24..], (uint)Layers.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[28..], (uint)Layout.Length);
        BinaryPrimitives.WriteInt64LittleEndian(fields[32..], Parameters);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[40..], Seed);
        Convert.FromHexString(LockId).CopyTo(fields[48..]);
        bytes.Write(fields);
        if (IsExtended)
        {
            Span<byte> more = stackalloc byte[ExtendedLength - FixedLength];
            more.Clear();
            BinaryPrimitives.WriteInt64LittleEndian(more, First);
            BinaryPrimitives.WriteUInt32LittleEndian(more[8..], (uint)Digests);
            bytes.Write(more);
        }

        Span<byte> length = stackalloc byte[2];
        foreach (var layer in Layers)
        {
            var name = StrictUtf8.GetBytes(layer);
            BinaryPrimitives.WriteUInt16LittleEndian(length, checked((ushort)name.Length));
            bytes.Write(length);
            bytes.Write(name);
        }

        var whole = new byte[bytes.Length + CheckLength];
        bytes.GetBuffer().AsSpan(0, (int)bytes.Length).CopyTo(whole);
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(12), (uint)whole.Length);
        BinaryPrimitives.WriteUInt128BigEndian(whole.AsSpan(whole.Length - CheckLength), XxHash128.HashToUInt128(whole.AsSpan(0, whole.Length - CheckLength)));
        return whole;
    }

    /// <summary>How long the header is, by its first bytes.</summary>
    /// <param name="start">At most <see cref="FixedLength"/> bytes: fewer where the file ends before.</param>
    internal static int LengthOf(ReadOnlySpan<byte> start, string path)
    {
        if (!Magic.StartsWith(start[..Math.Min(start.Length, Magic.Length)]))
        {
            throw new LedgerException(
                LedgerFault.Foreign,
                $"{path}: not a ledger: {(ForeignFile.Of(start) is { } other ? other.Or("expected a run's ledger") + "; " : "")}its first bytes are "
                + $"{Convert.ToHexString(start[..Math.Min(start.Length, Magic.Length)])}, expected {Convert.ToHexString(Magic)}.");
        }

        if (start.Length < FixedLength)
        {
            throw new LedgerException(
                LedgerFault.Torn, $"{path}: {start.Length} bytes, which end inside the ledger's header: nothing was recorded before the run was stopped.");
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (version == CommandVersion)
        {
            throw new LedgerException(LedgerFault.Foreign, $"{path}: the ledger of a command, of format {version}; expected that of a training.");
        }

        if (version is not (Version or ExtendedVersion))
        {
            throw new LedgerException(LedgerFault.Newer, $"{path}: a ledger of format {version}; this Lockstep reads formats {Version} to "
                + $"{CommandVersion}. Use the version that wrote it, which run.json names as lockstepVersion; or else the header is damaged.");
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(start[12..]) is var length and <= MostBytes
            && length >= (version == Version ? FixedLength : ExtendedLength) + CheckLength ? (int)length : throw Damaged(path);
    }

    internal static LedgerHeader Parse(ReadOnlySpan<byte> whole, string path)
    {
        if (XxHash128.HashToUInt128(whole[..^CheckLength]) != BinaryPrimitives.ReadUInt128BigEndian(whole[^CheckLength..]))
        {
            throw Damaged(path);
        }

        var level = (LedgerLevel)BinaryPrimitives.ReadUInt32LittleEndian(whole[16..]);
        var slots = BinaryPrimitives.ReadUInt32LittleEndian(whole[24..]);
        var interval = BinaryPrimitives.ReadUInt32LittleEndian(whole[28..]);
        var layers = BinaryPrimitives.ReadUInt32LittleEndian(whole[32..]);
        var isExtended = BinaryPrimitives.ReadUInt32LittleEndian(whole[8..]) == ExtendedVersion;
        var first = isExtended ? BinaryPrimitives.ReadInt64LittleEndian(whole[FixedLength..]) : 0;
        var digests = isExtended ? (DigestKind)BinaryPrimitives.ReadUInt32LittleEndian(whole[(FixedLength + 8)..]) : DigestKind.Bytes;
        if (!Enum.IsDefined(level) || digests is not (DigestKind.Bytes or DigestKind.Sums) || first is < 0 or > MostFirst
            || BinaryPrimitives.ReadUInt32LittleEndian(whole[20..]) != IdWidth
            || slots is 0 or > MostSlots || interval is 0 or > MostSlots || layers > whole.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(whole[36..]) != new RecordLayout((int)slots, (int)layers).Length)
        {
            throw Damaged(path);
        }

        return new LedgerHeader(
            level,
            (int)slots,
            (int)interval,
            BinaryPrimitives.ReadInt64LittleEndian(whole[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(whole[48..]),
            Convert.ToHexStringLower(whole[56..FixedLength]),
            Names(whole[(isExtended ? ExtendedLength : FixedLength)..^CheckLength], (int)layers, path))
        {
            First = first,
            Digests = digests,
        };
    }

    private static string[] Names(ReadOnlySpan<byte> rest, int count, string path)
    {
        var names = new string[count];
        for (var index = 0; index < count; index++)
        {
            if (rest.Length < 2 || BinaryPrimitives.ReadUInt16LittleEndian(rest) is var length && rest.Length < 2 + length)
            {
                throw Damaged(path);
            }

            names[index] = Encoding.UTF8.GetString(rest.Slice(2, length));
            rest = rest[(2 + length)..];
        }

        return rest.IsEmpty ? names : throw Damaged(path);
    }

    internal static LedgerException Damaged(string path) =>
        new(LedgerFault.Damaged, $"{path}: the ledger's header is damaged: its digest is not that of its bytes. Its records can't be told apart without it; "
            + "see which files are whole with 'sha256sum -c SHA256SUMS'.");
}
