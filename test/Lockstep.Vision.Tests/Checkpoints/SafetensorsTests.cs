using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tensors;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Checkpoints;

public sealed partial class SafetensorsTests : IDisposable
{
    private static readonly string[] Tokens =
    [
        "-1", "0", "1", "3", "4", "24", "1.5", "1e3", "1e999", "-0", "2147483648", "4611686018427387904", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808",
        "null", "true", "\"F32\"", "\"I64\"", "\"F16\"", "\"\\ud800\"", "[]", "{}", "[0]", "[4611686018427387904,4]",
        "[0,4611686018427387904,4611686018427387904]", "[-1,-1]", "[0,0]", "[0,96]",
        "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]",
    ];

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, Tensor> tensors;

    public SafetensorsTests()
    {
        NativeLibraries.Load();
        tensors = new()
        {
            ["weight"] = arange(24, float32).reshape(2, 3, 2, 2) / 7,
            ["bias"] = tensor((float[])[float.NaN, float.PositiveInfinity, -0f, float.Epsilon, 1e-8f]),
            ["é.steps"] = tensor(1L << 60),
            ["none"] = zeros(3, 0, 2),
        };
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7 }, "it has 7 bytes, fewer than the 8 that say how long its header is")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 1 }, "its header claims 18446744073709551615 bytes, the file has 9")]
    public void A_file_without_room_for_its_header_is_refused_by_its_length(byte[] bytes, string problem)
    {
        File.WriteAllBytes(folder.PathOf("it.safetensors"), bytes);
        Assert.Contains(problem, Assert.Throws<LockstepException>(() => Safetensors.Load(folder.PathOf("it.safetensors"))).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }

        folder.Dispose();
    }

    [Fact]
    public void Reads_back_every_name_shape_type_and_bit()
    {
        var loaded = Safetensors.Load(Save("a"));
        Assert.Equal(tensors.Keys.Order(StringComparer.Ordinal), loaded.Keys);
        foreach (var (name, tensor) in loaded)
        {
            Assert.Equal(tensors[name].shape, tensor.shape);
            Assert.Equal(tensors[name].dtype, tensor.dtype);
            Assert.Equal(tensors[name].bytes.ToArray(), tensor.bytes.ToArray());
            tensor.Dispose();
        }
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes_whatever_the_order_they_came_in()
    {
        var other = tensors.Reverse().ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        Safetensors.Save(folder.PathOf("b"), other, Metadata("z", "a"));
        Assert.Equal(File.ReadAllBytes(Save("a")), File.ReadAllBytes(folder.PathOf("b")));
        Assert.Equal(Safetensors.DigestOf(tensors), Safetensors.DigestOf(other));
        using var changed = other["weight"].add_(1);
        Assert.NotEqual(Safetensors.DigestOf(tensors), Safetensors.DigestOf(other));
    }

    [Fact]
    public void Channels_last_and_other_views_are_written_row_major()
    {
        var before = File.ReadAllBytes(Save("a"));
        tensors["weight"] = tensors["weight"].permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Assert.False(tensors["weight"].is_contiguous());
        Assert.Equal(before, File.ReadAllBytes(Save("b")));
        tensors["bias"] = cat([tensors["bias"], zeros(5)]).reshape(2, 5)[0];
        Assert.Equal(before, File.ReadAllBytes(Save("c")));
    }

    [Fact]
    public void The_data_begins_at_a_multiple_of_8() =>
        Assert.All(Enumerable.Range(1, 9), length =>
        {
            var path = folder.PathOf($"{length}");
            Safetensors.Save(path, tensors, new Dictionary<string, string> { ["name"] = new('é', length) });
            Assert.Equal(0, HeaderLength(File.ReadAllBytes(path)) % 8);
            Assert.Equal(4, Safetensors.Load(path).Count);
        });

    [Fact]
    public async Task Ten_lines_of_Python_read_the_same_numbers()
    {
        const string Reader = """
            import json, struct, sys
            with open(sys.argv[1], "rb") as file:
                header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
                data = file.read()
            print(header.pop("__metadata__"))
            for name, entry in header.items():
                begin, end = entry["data_offsets"]
                kind, size = {"F32": ("I", 4), "I64": ("q", 8)}[entry["dtype"]]
                print(name.encode(), entry["shape"], *struct.unpack(f"<{(end - begin) // size}{kind}", data[begin:end]))
            """;
        static string Bits(Tensor tensor) => string.Concat(
            tensor.data<float>().ToArray().Select(value => string.Create(CultureInfo.InvariantCulture, $" {BitConverter.SingleToUInt32Bits(value)}")));
        Assert.Equal(
            "{'a': '1', 'z': '2'}\n"
            + $"b'bias' [5]{Bits(tensors["bias"])}\n"
            + "b'none' [3, 0, 2]\n"
            + $"b'weight' [2, 3, 2, 2]{Bits(tensors["weight"])}\n"
            + $"b'\\xc3\\xa9.steps' [] {1L << 60}\n",
            await Python.RunAsync(folder.FullPath, "-c", Reader, Save("a")));
    }

    [Fact]
    public void A_type_that_the_format_is_not_written_for_is_refused_and_no_file_is_left()
    {
        tensors["half"] = zeros(2, float16);
        Assert.Throws<ArgumentException>(() => Save("a"));
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public void A_file_cut_off_anywhere_or_with_more_at_its_end_is_refused()
    {
        var whole = File.ReadAllBytes(Save("a"));
        var path = folder.PathOf("cut");
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.StartsWith(path, Assert.Throws<LockstepException>(() => Safetensors.Load(path)).Message, StringComparison.Ordinal);
        }

        File.WriteAllBytes(path, [.. whole, 0]);
        Assert.Throws<LockstepException>(() => Safetensors.Load(path));
    }

    [Fact]
    public void No_file_and_a_folder_are_refused()
    {
        Assert.Throws<LockstepException>(() => Safetensors.Load(folder.PathOf("none")));
        Assert.Throws<LockstepException>(() => Safetensors.Load(folder.FullPath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":"""
        + """{"dtype":"F32","shape":[9223372036854775807,9],"data_offsets":[4,3]},"c":{"dtype":"F32","shape":[0],"data_offsets":[3,3]}}""",
        3)]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    public void A_header_that_does_not_describe_the_data_is_refused(string header, int dataLength = 4) =>
        Assert.Throws<LockstepException>(() => Load(header, new byte[dataLength]));

    [Fact]
    public void A_damaged_header_is_read_or_refused()
    {
        var whole = File.ReadAllBytes(Save("a"));
        var begin = 8 + HeaderLength(whole);
        var header = whole[8..begin];
        Gen.Select(Gen.Int[0, header.Length - 1], Gen.Int[0, 2], Gen.Byte).Array[1, 3].Sample(
            damages =>
            {
                var bytes = header.ToList();
                foreach (var (at, kind, value) in damages)
                {
                    if (kind == 0)
                    {
                        bytes.RemoveAt(Math.Min(at, bytes.Count - 1));
                    }
                    else
                    {
                        bytes[Math.Min(at, bytes.Count - 1)] = kind == 1 ? value : (byte)"0123456789[]{},:\" -"[value % 19];
                    }
                }

                LoadOrRefuse(bytes.ToArray(), whole[begin..]);
            },
            iter: 2000);
    }

    [Fact]
    public void A_header_with_other_values_is_read_or_refused()
    {
        var whole = File.ReadAllBytes(Save("a"));
        var begin = 8 + HeaderLength(whole);
        var header = Encoding.UTF8.GetString(whole[8..begin]);
        var places = Value().Matches(header);
        Gen.Select(Gen.Int[0, places.Count - 1], Gen.Int[0, Tokens.Length - 1]).Sample(
            (place, token) => LoadOrRefuse(
                Encoding.UTF8.GetBytes(
                    string.Concat(header.AsSpan(0, places[place].Index), Tokens[token], header.AsSpan(places[place].Index + places[place].Length))),
                whole[begin..]),
            iter: 2000);
    }

    [Fact]
    public void A_length_that_is_not_the_headers_is_refused()
    {
        var whole = File.ReadAllBytes(Save("a"));
        Gen.OneOf(Gen.Long, Gen.Long[-1000, 1000], Gen.Const(long.MaxValue), Gen.Const(long.MinValue)).Where(length => length != HeaderLength(whole)).Sample(
            length =>
            {
                var bytes = (byte[])whole.Clone();
                BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
                var path = folder.PathOf(string.Create(CultureInfo.InvariantCulture, $"{length}-{Environment.CurrentManagedThreadId}"));
                File.WriteAllBytes(path, bytes);
                Assert.Throws<LockstepException>(() => Safetensors.Load(path));
            },
            iter: 300);
    }

    private static int HeaderLength(byte[] file) => (int)BinaryPrimitives.ReadInt64LittleEndian(file);

    private static Dictionary<string, string> Metadata(params string[] order) => order.ToDictionary(name => name, name => name == "a" ? "1" : "2");

    private string Save(string name)
    {
        Safetensors.Save(folder.PathOf(name), tensors, Metadata("a", "z"));
        return folder.PathOf(name);
    }

    private void LoadOrRefuse(byte[] header, byte[] data)
    {
        try
        {
            Load(header, data);
        }
        catch (LockstepException)
        {
            // The other answer that is allowed.
        }
    }

    private void Load(string header, byte[] data) => Load(Encoding.UTF8.GetBytes(header), data);

    private void Load(byte[] header, byte[] data)
    {
        var path = folder.PathOf($"damaged-{Environment.CurrentManagedThreadId}");
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        File.WriteAllBytes(path, [.. length, .. header, .. data]);
        foreach (var tensor in Safetensors.Load(path).Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary>A list of numbers, a number, a text or an object's inside.</summary>
    [GeneratedRegex("""\[[^\]]*\]|[0-9]+|"[^"]*"|\{[^{}]*\}""")]
    private static partial Regex Value();

    [Theory]
    [InlineData(
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n",
        "it is a Git LFS pointer; get the file that it stands for with 'git lfs pull'.")]
    [InlineData("", "it is empty; get it anew.")]
    [InlineData("<!DOCTYPE html><html></html>", "it is an HTML page")]
    [InlineData(
        "PK\u0003\u0004 0123456789012345678901234archive/data.pkl",
        "it is a zip archive as PyTorch writes it ('torch.save' or TorchScript); write its tensors as safetensors")]
    [InlineData("\u0080\u0002}q\0\0\0\0\0", "it is a Python pickle")]
    [InlineData("\u0089HDF\r\n\u001a\n\0\0", "it is an HDF5 file")]
    [InlineData("{\"error\": \"not found\"}", "it is JSON text")]
    [InlineData("\u001f\u008b\b\0\0\0\0\0\0\u0003", "it is a gzip file")]
    public void A_file_of_another_kind_is_named_for_what_it_is(string content, string said)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("lockstep-test-").FullName, "w.safetensors");
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes(content));
        var refused = Assert.Throws<LockstepException>(() => Safetensors.Load(path));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        Assert.StartsWith($"{path}: not a safetensors file: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }
}
