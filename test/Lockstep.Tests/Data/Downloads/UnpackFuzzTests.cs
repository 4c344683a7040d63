using System.Formats.Tar;
using System.Globalization;
using System.Text;
using CsCheck;
using Lockstep.Archives;

namespace Lockstep.Tests.Data.Downloads;

/// <summary>
/// Damaged archives are unpacked or refused, and never write but below the destination. <c>LOCKSTEP_FUZZ_CASES</c> in
/// the environment sets the number of cases.
/// </summary>
public sealed class UnpackFuzzTests
{
    private const string DefaultCases = "2000";

    private static readonly string[] Splices = [
        "../", "..", "/", "/etc/x", "./", "\\..\\", "C:", "\0", "\n", "\u00ff", "top/", "top", "link", "a", "9", "99999999999\0", "-1",
        "\u0080\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "11 path=../x\n", "13 size=99999\n", "PK\u0001\u0002",
        "PK\u0003\u0004", "\u00ff\u00ff\u00ff\u00ff"
    ];

    private static readonly (string Name, byte[] Bytes)[] Archives =
    [
        ("x.tar", ArchiveFile.Tar(
            ArchiveFile.File("top/a", "1"), ArchiveFile.Link("top/link", "a"), ArchiveFile.File("top/d/b", new string('b', 700)),
            ArchiveFile.Link("top/hard", "top/a", hard: true))),
        ("x.tar", ArchiveFile.Tar(
            new PaxTarEntry(TarEntryType.RegularFile, new string('p', 150)) { DataStream = new MemoryStream([1, 2, 3]) },
            new GnuTarEntry(TarEntryType.RegularFile, "top/" + new string('g', 150)),
            new GnuTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = new string('g', 150) })),
        ("x.zip", ArchiveFile.Zip(("top/a", "1", 0x81A4), ("top/d/b", new string('b', 700), 0), ("top/link", "a", 0xA1FF), ("top/folder/", "", 0))),
        ("x.gz", ArchiveFile.Gzip(Encoding.UTF8.GetBytes(new string('z', 3000)))),
    ];

    // Of name, size, type, link and prefix.
    private static readonly int[] TarFields = [0, 1, 3, 124, 156, 157, 158, 345];

    private static readonly Gen<int> TarPlace = Gen.Select(
        Gen.Int[0, 12], Gen.OneOf(TarFields.Select(Gen.Const).ToArray()), (block, place) => (block * 512) + place);

    private static readonly Gen<(int At, byte[] Bytes)> Edit = Gen.Select(
        Gen.OneOf(Gen.Int[0, 5000], TarPlace),
        Gen.OneOf(Gen.Byte.Array[1, 4], Gen.OneOf(Splices.Select(Gen.Const).ToArray()).Select(Encoding.Latin1.GetBytes), Gen.Char["0123456xgLKSVMNA"].Select(
            type => new[] { (byte)type })));

    [Fact]
    public void A_damaged_archive_is_unpacked_or_refused_and_nothing_lies_beside_it()
    {
        var cases = long.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_FUZZ_CASES") ?? DefaultCases, CultureInfo.InvariantCulture);
        var unpacked = 0;
        Gen.Select(Gen.Int[0, Archives.Length - 1], Edit.Array[1, 6], Gen.Bool, Gen.Bool, Gen.Int[0, 5000]).Sample(
            (index, edits, mend, pack, cut) =>
            {
                var (name, source) = Archives[index];
                var bytes = Damage(source, edits, cut < 500 ? cut : int.MaxValue);
                if (mend && name == "x.tar")
                {
                    Mend(bytes);
                }

                if (pack && name == "x.tar")
                {
                    (name, bytes) = ("x.tgz", ArchiveFile.Gzip(bytes));
                }

                using var place = new UnpackPlace();
                try
                {
                    place.Unpack(new UnpackLimits(1 << 20, 1000), (name, bytes));
                    Interlocked.Increment(ref unpacked);
                }
                catch (LockstepException exception)
                {
                    Assert.DoesNotContain(exception.Message, char.IsControl);
                }

                Assert.Empty(place.Beside());
                Assert.Empty(place.LinksInside());
            },
            iter: cases);
        Assert.InRange(unpacked, cases / 50, cases * 4 / 5);
    }

    private static byte[] Damage(byte[] source, (int At, byte[] Bytes)[] edits, int cut)
    {
        var bytes = source.ToArray();
        foreach (var (at, edit) in edits)
        {
            var begin = at % bytes.Length;
            edit.AsSpan(0, Math.Min(edit.Length, bytes.Length - begin)).CopyTo(bytes.AsSpan(begin));
        }

        return bytes[..Math.Min(cut, bytes.Length)];
    }

    /// <summary>Makes the checksums of a tar's headers right again, or nothing behind them would be tried.</summary>
    private static void Mend(byte[] tar)
    {
        for (var at = 0; at + 512 <= tar.Length; at += 512)
        {
            var header = tar.AsSpan(at, 512);
            if (header.Slice(257, 5).SequenceEqual("ustar"u8))
            {
                header.Slice(148, 8).Fill((byte)' ');
                var sum = 0;
                foreach (var value in header)
                {
                    sum += value;
                }

                Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
            }
        }
    }
}
