using System.Globalization;
using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents;

/// <summary>Finds what differs between two files, in words.</summary>
internal sealed class ContentComparison
{
    private const int MostNamed = 3;
    private const int MostVisited = 2_000_000;
    private const int Deepest = 1000;

    private readonly HashSet<(ContentNode, ContentNode)> seen = [];
    private readonly HashSet<ContentNode> counted = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> first = [];
    private int tensors;
    private int comparedTensors;
    private int values;
    private int onlyOne;

    /// <returns>Null where the contents are equal.</returns>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static ContentDifference? Between(
        string firstPath,
        string secondPath,
        IReadOnlyList<string> ignore,
        CancellationToken cancellation,
        string? firstName = null,
        string? secondName = null
    )
    {
        using var one = OpenContent.Open(firstPath, ignore, cancellation, firstName);
        using var other = OpenContent.Open(secondPath, ignore, cancellation, secondName);
        if (one.Digest == other.Digest)
        {
            return null;
        }

        if (one.Root is null || other.Root is null)
        {
            return new ContentDifference(
                [one.Format == other.Format ? ByteComparison.Between(one.Bytes, other.Bytes) : $"the first is {Named(one)}, the second {Named(other)}"],
                0,
                1,
                0
            );
        }

        var comparison = new ContentComparison();
        comparison.Compare(one.Root, other.Root, "", 0, cancellation);
        return new ContentDifference(
            comparison.first.Count > 0 ? comparison.first : ["they differ too deep inside to say where"],
            comparison.tensors,
            comparison.values,
            comparison.onlyOne
        )
        {
            ComparedTensors = comparison.comparedTensors,
        };
    }

    private static string Named(OpenContent content) => content.Problem is null ? $"a file of format {content.Format}" : $"a file that {content.Problem}";

    private void Compare(ContentNode one, ContentNode other, string path, int depth, CancellationToken cancellation)
    {
        var isTensor = one.Kind == ContentKind.Tensor && other.Kind == ContentKind.Tensor;
        comparedTensors += isTensor ? 1 : 0;
        if (one.Digest == other.Digest)
        {
            comparedTensors += isTensor ? 0 : TensorsIn(one);
            return;
        }

        if (depth > Deepest || seen.Count > MostVisited || !seen.Add((one, other)))
        {
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        if (one.Kind != other.Kind || one.Type != other.Type || one.Kind is ContentKind.Value or ContentKind.Tensor or ContentKind.Storage)
        {
            CompareSelf(one, other, path);
        }

        CompareMembers(one, other, path, depth, cancellation);
    }

    private void CompareSelf(ContentNode one, ContentNode other, string path)
    {
        if (one is { Data: { } data } && other is { Data: { } otherData })
        {
            if (TensorComparison.Between(one.Type, data, other.Type, otherData) is { } difference)
            {
                tensors++;
                Say($"{NameOf(path, "tensor")} {difference}");
            }
        }
        else if (one.Type != other.Type || one.Text != other.Text)
        {
            values++;
            Say($"{NameOf(path, "value")} is {Shown(one)} and {Shown(other)}");
        }
    }

    private void CompareMembers(ContentNode one, ContentNode other, string path, int depth, CancellationToken cancellation)
    {
        // Nothing is said of what was to be left out.
        var plain = one.All.Where(member => member is { Key: null, IsLeftOut: false }).ToArray();
        var otherPlain = other.All.Where(member => member is { Key: null, IsLeftOut: false }).ToArray();
        if (one.Kind == ContentKind.Set)
        {
            var known = otherPlain.Select(member => member.Value.Digest).ToHashSet();
            var mine = plain.Select(member => member.Value.Digest).ToHashSet();
            Only(plain.Where(member => !known.Contains(member.Value.Digest)), path, "first");
            Only(otherPlain.Where(member => !mine.Contains(member.Value.Digest)), path, "second");
        }
        else
        {
            for (var index = 0; index < Math.Min(plain.Length, otherPlain.Length); index++)
            {
                Compare(plain[index].Value, otherPlain[index].Value, ContentPath.Join(path, plain[index].Name), depth + 1, cancellation);
            }

            Only(plain.Skip(otherPlain.Length), path, "first");
            Only(otherPlain.Skip(plain.Length), path, "second");
        }

        CompareKeyed(one, other, path, depth, cancellation);
    }

    private void CompareKeyed(ContentNode one, ContentNode other, string path, int depth, CancellationToken cancellation)
    {
        static Dictionary<Lockstep.Files.Sha256Digest, ContentMember> ByKey(ContentNode node)
        {
            var found = new Dictionary<Lockstep.Files.Sha256Digest, ContentMember>();
            foreach (var member in node.All.Where(member => member is { IsLeftOut: false, Key.Digest: not null }))
            {
                found[member.Key?.Digest ?? default] = member;
            }

            return found;
        }

        var (mine, others) = (ByKey(one), ByKey(other));
        foreach (var (key, member) in mine)
        {
            if (others.TryGetValue(key, out var match))
            {
                Compare(member.Value, match.Value, ContentPath.Join(path, member.Name), depth + 1, cancellation);
            }
        }

        Only(mine.Where(pair => !others.ContainsKey(pair.Key)).Select(pair => pair.Value), path, "first");
        Only(others.Where(pair => !mine.ContainsKey(pair.Key)).Select(pair => pair.Value), path, "second");
    }

    private void Only(IEnumerable<ContentMember> members, string path, string which)
    {
        foreach (var member in members)
        {
            onlyOne++;
            Say($"{PlainText.Quoted(ContentPath.Join(path, member.Name), 120)} ({Shown(member.Value)}) is in the {which} only");
        }
    }

    private int TensorsIn(ContentNode node)
    {
        // Equal parts aren't walked, so their tensors are counted here, each once.
        var next = new Stack<ContentNode>([node]);
        var count = 0;
        while (next.TryPop(out var at))
        {
            if (counted.Add(at))
            {
                count += at.Kind == ContentKind.Tensor ? 1 : 0;
                foreach (var member in at.All)
                {
                    next.Push(member.Value);
                }
            }
        }

        return count;
    }

    private void Say(string sentence)
    {
        if (first.Count < MostNamed)
        {
            first.Add(sentence);
        }
    }

    private static string NameOf(string path, string what) => path.Length == 0 ? $"the {what}" : PlainText.Quoted(path, 120);

    private static string Shown(ContentNode node) =>
        node switch
        {
            { Data: { } data } => $"{node.Type} {data.ShapeText}",
            { Kind: ContentKind.Value, Type: "str" } => $"'{PlainText.Quoted(node.Text)}'",
            { Kind: ContentKind.Value } => PlainText.Quoted(node.Text),
            _ => string.Create(CultureInfo.InvariantCulture, $"{node.Type} of {Counted.Of(node.All.Count, "part")}"),
        };
}
