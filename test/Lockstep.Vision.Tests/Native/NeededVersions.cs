using System.Buffers.Binary;
using System.Text;

namespace Lockstep.Vision.Tests.Native;

/// <summary>
/// The symbol versions that a 64-bit ELF library asks of others, read as the loader finds them: by the dynamic section, not by
/// the section headers that the build goes by.
/// </summary>
internal static class NeededVersions
{
    private const int Load = 1;
    private const int Dynamic = 2;
    private const long StringTable = 5;
    private const long VersionNeed = 0x6ffffffe;
    private const long VersionNeedCount = 0x6fffffff;

    public static IReadOnlyList<(string Version, bool IsWeak)> Of(byte[] elf)
    {
        var segments = Enumerable.Range(0, Half(elf, 0x38)).Select(index => Long(elf, 0x20) + (index * Half(elf, 0x36)))
            .Select(at => (Type: Word(elf, at), Offset: Long(elf, at + 8), Address: Long(elf, at + 16), Size: Long(elf, at + 32))).ToArray();
        long OffsetOf(long address)
        {
            var segment = segments.Single(segment => segment.Type == Load && address >= segment.Address && address < segment.Address + segment.Size);
            return address - segment.Address + segment.Offset;
        }

        var dynamic = segments.Single(segment => segment.Type == Dynamic);
        var tags = Enumerable.Range(0, (int)dynamic.Size / 16).Select(index => dynamic.Offset + (index * 16L))
            .TakeWhile(at => Long(elf, at) != 0)
            .Select(at => (Tag: Long(elf, at), Value: Long(elf, at + 8))).ToLookup(entry => entry.Tag, entry => entry.Value);
        var strings = OffsetOf(tags[StringTable].Single());
        var found = new List<(string, bool)>();
        var need = OffsetOf(tags[VersionNeed].Single());
        for (var library = 0; library < tags[VersionNeedCount].Single(); library++, need += Word(elf, need + 12))
        {
            var version = need + Word(elf, need + 8);
            for (var index = 0; index < Half(elf, need + 2); index++, version += Word(elf, version + 12))
            {
                found.Add((TextAt(elf, strings + Word(elf, version + 8)), (Half(elf, version + 4) & 0x2) != 0));
            }
        }

        return found;
    }

    private static ushort Half(byte[] elf, long at) => BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan((int)at));

    private static uint Word(byte[] elf, long at) => BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan((int)at));

    private static long Long(byte[] elf, long at) => BinaryPrimitives.ReadInt64LittleEndian(elf.AsSpan((int)at));

    private static string TextAt(byte[] elf, long at) => Encoding.ASCII.GetString(elf.AsSpan((int)at)[..elf.AsSpan((int)at).IndexOf((byte)0)]);
}
