using System.Security.Cryptography;
using Lockstep.Exec.Contents;
using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Tests.Exec.Contents;

public sealed class FileContentTests(PythonFiles files) : IClassFixture<PythonFiles>
{
    [Fact]
    public void Every_tensor_has_the_type_the_shape_and_the_bytes_that_Python_says()
    {
        var compared = 0;
        foreach (var name in files.All().Select(path => Path.GetFileName(path)).Where(name => files.Told.ContainsKey(name)))
        {
            using var content = OpenContent.Open(files.PathOf(name), [], cancellation: TestContext.Current.CancellationToken);
            Assert.True(content.Root is not null, $"{name}: {content.Problem}");
            var found = TensorsIn(content.Root);
            foreach (var (path, told) in files.Told[name]!.AsObject())
            {
                Assert.True(found.TryGetValue(path, out var tensor), $"{name}: no '{path}' among {string.Join(", ", found.Keys)}");
                Assert.Equal((name, path, (string?)told!["type"]), (name, path, tensor.Type));
                Assert.Equal(told["shape"]!.AsArray().Select(side => (long)side!), tensor.Data!.Shape);
                Assert.Equal((name, path, (string?)told["sha256"]), (name, path, HashOf(tensor)));
                compared++;
            }
        }

        Assert.True(compared > 60, $"only {compared} were compared");
    }

    [Theory]
    [InlineData("state.pt", "state-legacy.pth")]
    [InlineData("state.pt", "state-turned.pt")]
    [InlineData("module.pt", "module-legacy.pth")]
    [InlineData("rows.npy", "columns.npy")]
    [InlineData("arrays.npz", "arrays-packed.npz")]
    [InlineData("model.joblib", "model-packed.joblib")]
    [InlineData("model.joblib", "model-gzip.pkl.gz")]
    [InlineData("protocol-5.pkl", "protocol-0.pkl")]
    [InlineData("protocol-5.pkl", "protocol-1.pkl")]
    [InlineData("protocol-5.pkl", "protocol-2.pkl")]
    [InlineData("protocol-5.pkl", "protocol-3.pkl")]
    [InlineData("protocol-5.pkl", "protocol-4.pkl")]
    public void What_holds_the_same_has_one_digest(string one, string other)
    {
        var (first, second) = (Read(files.PathOf(one)), Read(files.PathOf(other)));

        Assert.Null(first.Problem);
        Assert.Null(second.Problem);
        Assert.NotEqual(File.ReadAllBytes(files.PathOf(one)), File.ReadAllBytes(files.PathOf(other)));
        Assert.True(first.Digest == second.Digest, ContentComparison.Between(files.PathOf(one), files.PathOf(other), [], CancellationToken.None)?.ToString());
    }

    [Fact]
    public void Every_file_is_read_as_what_it_is()
    {
        foreach (var path in files.All())
        {
            var read = Read(path);
            Assert.True(read.Problem is null && read.Format != "bytes", $"{Path.GetFileName(path)}: {read.Format}, {read.Problem}");
        }
    }

    [Fact]
    public void One_element_that_differs_is_named_with_its_place_and_both_values()
    {
        var difference = ContentComparison.Between(files.PathOf("state.pt"), files.PathOf("state-changed.pt"), [], CancellationToken.None);

        Assert.NotNull(difference);
        Assert.Equal(1, difference.Tensors);
        Assert.Matches(@"^fc\.weight \(float32 \[2×4\]\) differs in 1 of 8 elements, first at \[1, 2\]: -?[0-9.]+ and -?[0-9.]+$", difference.ToString());
    }

    [Fact]
    public void Dates_in_a_checkpoint_are_named_and_what_is_to_be_ignored_is_left_out()
    {
        var (one, other) = (files.PathOf("checkpoint-1.pt"), files.PathOf("checkpoint-2.pt"));
        string[] ignore = ["date", "saved_at", "args.out"];

        var read = Read(one);
        Assert.Equal(
            ["args.out: runs/2026-01-01_12-30-00/exp", "date: 2026-01-01 12:30:05.250000", "saved_at: 1767225601.5"],
            read.Dates.Order(StringComparer.Ordinal)
        );
        Assert.NotEqual(read.Digest, Read(other).Digest);
        Assert.Equal(Read(one, ignore).Digest, Read(other, ignore).Digest);
        Assert.Equal(["args.out", "date", "saved_at"], Read(one, ignore).LeftOut.Order(StringComparer.Ordinal));
        Assert.Null(ContentComparison.Between(one, other, ignore, CancellationToken.None));
        Assert.Equal(3, ContentComparison.Between(one, other, [], CancellationToken.None)?.Values);
    }

    private static Dictionary<string, ContentNode> TensorsIn(ContentNode root)
    {
        var found = new Dictionary<string, ContentNode>(StringComparer.Ordinal);
        var seen = new HashSet<ContentNode>(ReferenceEqualityComparer.Instance);
        void Walk(ContentNode node, string path)
        {
            if (node.Kind == ContentKind.Tensor)
            {
                found.TryAdd(path, node);
            }

            if (seen.Add(node))
            {
                foreach (var member in node.All)
                {
                    Walk(member.Value, ContentPath.Join(path, member.Name));
                }
            }
        }

        Walk(root, "");
        return found;
    }

    private static string HashOf(ContentNode tensor)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        tensor.Data!.AddTo(hash, new HashBudget(1 << 20), CancellationToken.None);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static ContentDigest Read(string path, IReadOnlyList<string>? ignore = null) =>
        FileContent.Read(path, ignore, cancellation: TestContext.Current.CancellationToken);
}
