using System.Buffers.Binary;
using System.Text;

namespace Lockstep.Ledgers.Commands;

/// <summary>What a module gave, as a process wrote it.</summary>
internal readonly ref struct OutputBody
{
    private const int NumberBytes = 4;

    private OutputBody(ReadOnlySpan<byte> name, ReadOnlySpan<byte> numbers)
    {
        NameBytes = name;
        Count = BinaryPrimitives.ReadUInt32LittleEndian(numbers);
        Digest = BinaryPrimitives.ReadUInt32LittleEndian(numbers[NumberBytes..]);
    }

    /// <summary>The module's name in UTF-8; empty for the network itself.</summary>
    public ReadOnlySpan<byte> NameBytes { get; }

    public string Name => NameBytes.IsEmpty ? "the network" : Encoding.UTF8.GetString(NameBytes);

    /// <summary>How often it gave something since the last step, before this time.</summary>
    public uint Count { get; }

    public uint Digest { get; }

    public static bool TryParse(ReadOnlySpan<byte> bytes, out OutputBody output)
    {
        output = default;
        if (bytes.Length < 2 || BinaryPrimitives.ReadUInt16LittleEndian(bytes) is var name && bytes.Length != 2 + name + (2 * NumberBytes))
        {
            return false;
        }

        output = new OutputBody(bytes.Slice(2, name), bytes[(2 + name)..]);
        return true;
    }
}
