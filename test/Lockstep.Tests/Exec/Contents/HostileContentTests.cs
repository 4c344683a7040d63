using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Lockstep.Exec.Contents;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Contents;

public sealed class HostileContentTests(PythonFiles files) : IClassFixture<PythonFiles>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("cos\nsystem\n(S'touch ran'\ntR.")]
    [InlineData("(S'touch ran'\nios\nsystem\n.")]
    [InlineData("c__builtin__\neval\n(S'open(\"ran\", \"w\")'\ntR.")]
    public async Task What_a_pickle_would_call_is_named_and_not_called(string pickle)
    {
        var path = folder.Write("hostile.pkl", pickle);

        var read = Read(path);
        Assert.Equal("pickle", read.Format);
        Assert.False(File.Exists(folder.PathOf("ran")));
        Assert.False(File.Exists("ran"));

        // That it would have run shows that the test is worth something.
        await Python.RunAsync(folder.FullPath, "-c", "import pickle; pickle.load(open('hostile.pkl', 'rb'))");
        Assert.True(File.Exists(folder.PathOf("ran")));
    }

    [Fact]
    public void A_hostile_file_is_compared_by_its_bytes_in_little_time_and_memory()
    {
        foreach (var (name, bytes) in Hostile())
        {
            File.WriteAllBytes(folder.PathOf(name), bytes);
            var watch = Stopwatch.StartNew();
            var before = GC.GetAllocatedBytesForCurrentThread();

            var read = Read(folder.PathOf(name));

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {watch.ElapsedMilliseconds} ms, {allocated >> 20} MiB");
            Assert.True(read.Format is "bytes" or "gzip" && (read.Problem is not null || name == "itself.gz"), $"{name}: {read.Format}");
            Assert.True(allocated < 5L << 30, $"{name}: {allocated} bytes");
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{name}: {watch.Elapsed}");
        }
    }

    [Fact]
    public void What_holds_itself_and_what_is_shared_very_often_is_read()
    {
        // a = [a]; and thirty lists that each hold the one before it twice.
        var shared = new StringBuilder("]q\0");
        for (var level = 1; level <= 60; level++)
        {
            shared.Append("]q").Append((char)level).Append('(').Append('h').Append((char)(level - 1)).Append('h').Append((char)(level - 1)).Append('e');
        }

        foreach (var pickle in (string[])["\u0080\u0002]q\0h\0a.", $"\u0080\u0002{shared}.", "\u0080\u0002}q\0]q\u0001h\0a0U\u0001ah\u0001s."])
        {
            File.WriteAllBytes(folder.PathOf("self.pkl"), Encoding.Latin1.GetBytes(pickle));
            var read = Read(folder.PathOf("self.pkl"));
            Assert.Null(read.Problem);
            Assert.Equal(read.Digest, Read(folder.PathOf("self.pkl")).Digest);
            Assert.Null(ContentComparison.Between(folder.PathOf("self.pkl"), folder.PathOf("self.pkl"), [], CancellationToken.None));
        }
    }

    [Fact]
    public void A_ring_has_one_digest_and_another_ring_another()
    {
        string DigestOf(string pickle)
        {
            File.WriteAllBytes(folder.PathOf("ring.pkl"), Encoding.Latin1.GetBytes(pickle));
            return Read(folder.PathOf("ring.pkl")).Digest;
        }

        // {'a': self, 'b': 1} with its keys in either order, and with another number.
        var one = DigestOf("\u0080\u0002}q\0(U\u0001ah\0U\u0001bK\u0001u.");
        Assert.Equal(one, DigestOf("\u0080\u0002}q\0(U\u0001bK\u0001U\u0001ah\0u."));
        Assert.NotEqual(one, DigestOf("\u0080\u0002}q\0(U\u0001bK\u0002U\u0001ah\0u."));
    }

    [Fact]
    public void Whatever_happens_to_a_files_bytes_it_is_read_or_compared_by_them()
    {
        var originals = files
            .All()
            .Select(path => (Name: Path.GetFileName(path), Bytes: File.ReadAllBytes(path)))
            .Where(file => file.Bytes.Length < 1 << 16)
            .ToArray();
        Gen.Select(Gen.Int[0, originals.Length - 1], Gen.Select(Gen.Int[0, 1 << 16], Gen.Byte).Array[1, 6], Gen.Int[0, 1 << 17])
            .Sample(
                (which, changes, cut) =>
                {
                    var bytes = originals[which].Bytes.ToArray();
                    foreach (var (at, value) in changes)
                    {
                        bytes[at % bytes.Length] = value;
                    }

                    var path = folder.PathOf($"{Environment.CurrentManagedThreadId}-{originals[which].Name}");
                    File.WriteAllBytes(path, cut < bytes.Length ? bytes[..cut] : bytes);
                    var read = Read(path);
                    Assert.Equal(64, read.Digest.Length);
                    Assert.DoesNotContain(OpenContent.Unexpected, read.Problem ?? "", StringComparison.Ordinal);
                },
                iter: long.TryParse(Environment.GetEnvironmentVariable("LOCKSTEP_FUZZ"), out var many) ? many : 1000,
                threads: 2
            );
    }

    [Fact]
    public async Task An_archive_with_the_fields_for_more_than_4_GiB_is_read()
    {
        // A zip whose sizes and places stand where those of large archives do.
        const string Program = """
            import io, struct, numpy as np, zlib
            buffer = io.BytesIO(); np.save(buffer, np.arange(6)); data = buffer.getvalue(); crc = zlib.crc32(data); name = b"a.npy"; most = 0xFFFFFFFF
            local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0, 0, 0, 0, crc, most, most, len(name), 20) + name
            local += struct.pack("<HHQQ", 1, 16, len(data), len(data))
            extra = struct.pack("<HHQQQ", 1, 24, len(data), len(data), 0)
            entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, 0, 0, 0, 0, crc, most, most, len(name), len(extra), 0, 0, 0, 0, most) + name + extra
            at = len(local) + len(data)
            end = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 1, 1, len(entry), at) + struct.pack("<IIQI", 0x07064B50, 0, at + len(entry), 1)
            open("large.npz", "wb").write(local + data + entry + end + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, most, most, 0))
            assert np.load("large.npz")["a"].sum() == 15
            np.savez("small.npz", a=np.arange(6))
            """;
        await Python.RunAsync(folder.FullPath, "-c", Program);

        Assert.Equal(Read(folder.PathOf("small.npz")), Read(folder.PathOf("large.npz")) with { Dates = [], LeftOut = [] }, (one, other) =>
            (one.Format, one.Digest, one.Problem) == (other.Format, other.Digest, other.Problem)
        );
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Hostile()
    {
        static byte[] Pickle(string text) => Encoding.Latin1.GetBytes("\u0080\u0004" + text);

        yield return ("deep.pkl", Pickle(new string(']', 1) + new string('\u0085', 1_000_000) + "."));
        yield return ("deep-lists.pkl", Pickle(new string(']', 500_000) + new string('a', 499_999) + "."));
        yield return ("marks.pkl", Pickle(new string('(', 2_100_000)));
        yield return ("many.pkl", Pickle("]" + string.Concat(Enumerable.Repeat("K\u0001a", 2_100_000)) + "."));
        yield return ("memo.pkl", Pickle("N" + string.Concat(Enumerable.Repeat("\u0094", 2_100_000)) + "."));
        yield return ("long-claim.pkl", Pickle("\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f."));
        yield return ("negative-claim.pkl", Pickle("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff."));
        yield return ("number.pkl", Pickle("\u008b\u00ff\u00ff\u00ff\u007f."));
        yield return ("nothing.pkl", Pickle("."));
        yield return ("no-end.pkl", Pickle("N"));
        yield return ("line.pkl", Encoding.Latin1.GetBytes("S'" + new string('x', 1 << 20)));
        yield return ("bomb.pkl.gz", [.. Enumerable.Repeat(Gzip(new byte[1 << 24]), 65).SelectMany(part => part)]);
        yield return ("itself.gz", Droste());
        yield return ("view.npy", Npy("(1000000000, 1000000000, 1000000000)"));
        yield return ("short.npy", Npy("(1000,)"));
        yield return ("header.safetensors", [255, 255, 255, 255, 255, 255, 255, 127, (byte)'{']);
        yield return ("shape.safetensors", Safetensors("""{"w":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,8]}}"""));
        yield return ("beyond.safetensors", Safetensors("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}"""));
        yield return ("deep.json", Encoding.ASCII.GetBytes(new string('[', 100_000)));
        yield return ("half.json", "{\"a\": \"\\ud800\"}"u8.ToArray());
    }

    private static byte[] Gzip(byte[] bytes, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>Packed many times over.</summary>
    private static byte[] Droste()
    {
        // Without compressing: what is packed grows by some percent each time otherwise.
        var bytes = Gzip([1, 2, 3], CompressionLevel.NoCompression);
        for (var count = 0; count < 300; count++)
        {
            bytes = Gzip(bytes, CompressionLevel.NoCompression);
        }

        return bytes;
    }

    private static byte[] Npy(string shape)
    {
        var header = $"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), 0, 0, 0, 0];
    }

    private static byte[] Safetensors(string header) => [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(header), 0, 0, 0, 0, 0, 0, 0, 0];

    private static ContentDigest Read(string path, IReadOnlyList<string>? ignore = null) =>
        FileContent.Read(path, ignore, cancellation: TestContext.Current.CancellationToken);
}
