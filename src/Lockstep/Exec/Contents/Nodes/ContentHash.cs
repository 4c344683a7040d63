using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Files;

namespace Lockstep.Exec.Contents.Nodes;

/// <summary>
/// Gives each node of a content its digest: equal where the same is in it, whatever the order of keys, of sets and of what is stored where. A thing that
/// several hold
/// counts as if each had its own; things that hold each other in a ring get one digest together, and their places in it.
/// </summary>
/// <remarks>The walk is R. Tarjan, "Depth-first search and linear graph algorithms" (1972), without recursion: a file may be deep.</remarks>
internal sealed class ContentHash
{
    private const int DigestBytes = SHA256.HashSizeInBytes;

    private readonly HashBudget budget;
    private readonly CancellationToken cancellation;
    private readonly Stack<(ContentNode Node, int Next)> open = new();
    private readonly Stack<ContentNode> undone = new();
    private readonly ArrayBufferWriter<byte> text = new();
    private int visited;

    private ContentHash(HashBudget budget, CancellationToken cancellation) => (this.budget, this.cancellation) = (budget, cancellation);

    /// <exception cref="ContentException">A tensor lies outside of its storage, or the work is too much.</exception>
    public static Sha256Digest Of(ContentNode root, HashBudget budget, CancellationToken cancellation)
    {
        var hash = new ContentHash(budget, cancellation);
        hash.Walk(root);
        return root.Digest ?? default;
    }

    private void Walk(ContentNode root)
    {
        Enter(root);
        while (open.TryPop(out var at))
        {
            var count = 2 * at.Node.All.Count;
            var next = at.Next;
            ContentNode? child = null;
            for (; next < count && child is null; next++)
            {
                child = ChildOf(at.Node, next) is { Digest: null } found && Enters(at.Node, found) ? found : null;
            }

            if (child is not null)
            {
                open.Push((at.Node, next));
                Enter(child);
                continue;
            }

            Leave(at.Node);
            if (open.TryPeek(out var parent))
            {
                parent.Node.Earliest = Math.Min(parent.Node.Earliest, at.Node.Earliest);
            }
        }
    }

    private void Enter(ContentNode node)
    {
        if ((++visited & 0xFFF) == 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        node.Order = node.Earliest = visited;
        if (node.All.Count == 0)
        {
            node.Digest = DigestOf(node, ringPlace: null);
        }
        else
        {
            undone.Push(node);
            open.Push((node, 0));
        }
    }

    /// <summary>Whether a child without a digest is to be walked into; one that was entered and isn't done closes a ring.</summary>
    private static bool Enters(ContentNode from, ContentNode child)
    {
        if (child.Order == 0)
        {
            return true;
        }

        from.Earliest = Math.Min(from.Earliest, child.Order);
        return false;
    }

    private static ContentNode? ChildOf(ContentNode node, int place) =>
        node.All[place / 2] is { IsLeftOut: false } member ? (place % 2 == 0 ? member.Key : member.Value) : null;

    private void Leave(ContentNode node)
    {
        if (node.Earliest != node.Order)
        {
            return;
        }

        var ring = new List<ContentNode>();
        do
        {
            ring.Add(undone.Pop());
        } while (ring[^1] != node);

        if (ring.Count == 1 && !node.All.Any(member => member.Value == node || member.Key == node))
        {
            node.Digest = DigestOf(node, ringPlace: null);
            return;
        }

        ring.Reverse();
        DigestRing(ring);
    }

    private void DigestRing(List<ContentNode> ring)
    {
        // In the order in which they are met, from the one by which the ring was entered.
        var places = new Dictionary<ContentNode, int>(ReferenceEqualityComparer.Instance);
        var members = ring.ToHashSet(ReferenceEqualityComparer.Instance);
        var next = new Stack<ContentNode>([ring[0]]);
        while (next.TryPop(out var node))
        {
            if (places.TryAdd(node, places.Count))
            {
                foreach (var member in InOrder(node).Reverse())
                {
                    foreach (var child in (ReadOnlySpan<ContentNode?>)[member.Value, member.Key])
                    {
                        if (child is not null && members.Contains(child))
                        {
                            next.Push(child);
                        }
                    }
                }
            }
        }

        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> digest = stackalloc byte[DigestBytes];
        foreach (var (node, _) in places.OrderBy(pair => pair.Value))
        {
            DigestOf(node, places).CopyTo(digest);
            all.AppendData(digest);
        }

        var whole = all.GetHashAndReset();
        Span<byte> place = stackalloc byte[DigestBytes + 4];
        foreach (var (node, number) in places)
        {
            whole.CopyTo(place);
            BinaryPrimitives.WriteInt32LittleEndian(place[DigestBytes..], number);
            SHA256.HashData(place, digest);
            node.Digest = new Sha256Digest(digest);
        }
    }

    /// <summary>Members as the digest takes them: those in an order, then those with keys by their keys' digests; of equal keys the last.</summary>
    private static IEnumerable<ContentMember> InOrder(ContentNode node)
    {
        var taken = node.All.Where(member => !member.IsLeftOut).ToArray();
        var plain = taken.Where(member => member.Key is null);
        if (node.Kind == ContentKind.Set)
        {
            plain = plain.OrderBy(member => member.Value.Digest?.ToString() ?? "~", StringComparer.Ordinal);
        }

        var keyed = taken.Where(member => member.Key is not null).OrderBy(member => member.Key?.Digest?.ToString() ?? "~", StringComparer.Ordinal).ToArray();
        return plain.Concat(
            keyed.Where((member, index) => index + 1 == keyed.Length || member.Key?.Digest is null || keyed[index + 1].Key?.Digest != member.Key.Digest)
        );
    }

    /// <param name="ringPlace">Where the nodes of a ring stand in it; null outside of one.</param>
    private Sha256Digest DigestOf(ContentNode node, Dictionary<ContentNode, int>? ringPlace)
    {
        text.ResetWrittenCount();
        text.Write([(byte)node.Kind]);
        Write(node.Type);
        Write(node.Text);
        if (node.Data is { } data)
        {
            Write(data.Element.Name);
            Write(string.Join(' ', data.Shape));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            data.AddTo(hash, budget, cancellation);
            text.Write(hash.GetHashAndReset());
        }

        if (node.All.Count > 0)
        {
            foreach (var member in InOrder(node))
            {
                text.Write([(byte)(member.Key is null ? 1 : 2)]);
                if (member.Key is not null)
                {
                    WriteChild(member.Key, ringPlace);
                }

                WriteChild(member.Value, ringPlace);
            }
        }

        Span<byte> digest = stackalloc byte[DigestBytes];
        SHA256.HashData(text.WrittenSpan, digest);
        return new Sha256Digest(digest);
    }

    private void WriteChild(ContentNode child, Dictionary<ContentNode, int>? ringPlace)
    {
        Span<byte> bytes = stackalloc byte[DigestBytes];
        bytes.Clear();
        if (ringPlace is not null && ringPlace.TryGetValue(child, out var place))
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, place);
        }
        else
        {
            (child.Digest ?? throw new ContentException("holds itself in a way that can't be followed")).CopyTo(bytes);
        }

        text.Write(bytes);
    }

    private void Write(string value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, Encoding.UTF8.GetByteCount(value));
        text.Write(length);
        text.Write(Encoding.UTF8.GetBytes(value));
    }
}
