using System.Security.Cryptography;

namespace Lockstep.Exec.Contents.Nodes;

/// <summary>Where a tensor's elements are: a view of bytes.</summary>
/// <param name="Shape">None of it negative.</param>
internal sealed record TensorData(ElementType Element, long[] Shape)
{
    private const int MostDimensions = 64;
    private const long MostGrowth = 16;
    private const long AlwaysAllowed = 1 << 20;
    private const int ChunkBytes = 1 << 16;

    /// <summary>The bytes that it is a view of; null while a storage that follows in the file was not read yet.</summary>
    public ByteRange? Bytes { get; init; }

    /// <summary>The storage that it is a view of, in place of <see cref="Bytes"/>.</summary>
    public ContentNode? Storage { get; init; }

    /// <summary>In elements.</summary>
    public long Offset { get; init; }

    /// <summary>In elements; null where they lie row by row without gaps.</summary>
    public long[]? Strides { get; init; }

    public string ShapeText => $"[{string.Join("×", Shape)}]";

    /// <summary>How many elements it has.</summary>
    /// <exception cref="ContentException">64 bits can't say it.</exception>
    public long Count
    {
        get
        {
            if (Shape.Length > MostDimensions || Shape.Any(side => side < 0))
            {
                throw new ContentException("has a tensor of an impossible shape");
            }

            try
            {
                return Shape.Contains(0) ? 0 : checked(Shape.Aggregate(1L, (product, side) => checked(product * side)) * Element.Size) / Element.Size;
            }
            catch (OverflowException)
            {
                throw new ContentException("has a tensor of an impossible shape");
            }
        }
    }

    /// <summary>Strides of elements that lie column by column.</summary>
    public static long[] ColumnMajor(long[] shape)
    {
        var strides = new long[shape.Length];
        var step = 1L;
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            strides[dimension] = step;
            step = unchecked(step * Math.Max(1, shape[dimension]));
        }

        return strides;
    }

    /// <summary>Adds all elements to a digest, row by row whatever order they are stored in.</summary>
    public void AddTo(IncrementalHash hash, HashBudget budget, CancellationToken cancellation)
    {
        var count = Count;
        if (count == 0)
        {
            return;
        }

        var range = Region(count, out var first, out var isPlain);
        if (isPlain)
        {
            budget.Take(range.Length);
            range.AddTo(hash, cancellation);
        }
        else if (count * Element.Size <= (range.Length * MostGrowth) + AlwaysAllowed && range.Length <= ByteRange.MostInMemory)
        {
            budget.Take(count * Element.Size);
            Gather(range.ToMemory().Span, first, hash.AppendData, cancellation);
        }
        else
        {
            // A few elements repeated to very many: what is stored tells it all.
            budget.Take(range.Length);
            hash.AppendData(System.Text.Encoding.ASCII.GetBytes($"view {first} {string.Join(' ', Strides ?? [])} "));
            range.AddTo(hash, cancellation);
        }
    }

    /// <summary>Its elements row by row in one piece, or null where they are too many.</summary>
    public ReadOnlyMemory<byte>? ToMemory(int most)
    {
        var count = Count;
        if (count * Element.Size > most)
        {
            return null;
        }

        if (count == 0)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        var range = Region(count, out var first, out var isPlain);
        if (isPlain)
        {
            return range.ToMemory();
        }

        var gathered = new byte[count * Element.Size];
        var filled = 0;
        Gather(
            range.ToMemory().Span,
            first,
            chunk =>
            {
                chunk.CopyTo(gathered.AsSpan(filled));
                filled += chunk.Length;
            },
            CancellationToken.None
        );
        return gathered;
    }

    private delegate void Take(ReadOnlySpan<byte> elements);

    /// <summary>The stored bytes that its elements lie in.</summary>
    /// <param name="first">The place of the first element in it, in elements.</param>
    /// <param name="isPlain">Whether it is all elements row by row.</param>
    private ByteRange Region(long count, out long first, out bool isPlain)
    {
        var bytes = Bytes ?? Storage?.Data?.Bytes ?? throw new ContentException("has a tensor without its storage");
        isPlain = Strides is null || IsRowMajor(Strides);
        long low = 0,
            high = isPlain ? count - 1 : 0;
        if (!isPlain)
        {
            if (Strides?.Length != Shape.Length)
            {
                throw new ContentException("has a tensor with more or fewer strides than dimensions");
            }

            try
            {
                for (var dimension = 0; dimension < Shape.Length; dimension++)
                {
                    var reach = checked((Shape[dimension] - 1) * Strides[dimension]);
                    low = checked(low + Math.Min(0, reach));
                    high = checked(high + Math.Max(0, reach));
                }
            }
            catch (OverflowException)
            {
                throw new ContentException("has a tensor of impossible strides");
            }
        }

        first = -low;
        var elements = bytes.Length / Element.Size;
        return Offset >= 0 && Offset + low >= 0 && high < elements && Offset < elements - high
            ? bytes.Slice((Offset + low) * Element.Size, (high - low + 1) * Element.Size)
            : throw new ContentException("has a tensor that reaches beyond its storage");
    }

    private bool IsRowMajor(long[] strides)
    {
        if (strides.Length != Shape.Length)
        {
            return false;
        }

        var step = 1L;
        for (var dimension = Shape.Length - 1; dimension >= 0; dimension--)
        {
            if (Shape[dimension] != 1 && strides[dimension] != step)
            {
                return false;
            }

            step *= Shape[dimension];
        }

        return true;
    }

    /// <summary>Hands on all elements row by row, in pieces.</summary>
    private void Gather(ReadOnlySpan<byte> region, long first, Take take, CancellationToken cancellation)
    {
        var strides = Strides ?? [];
        var last = Shape.Length - 1;
        var at = new long[Shape.Length];
        var size = Element.Size;
        var chunk = new byte[Math.Max(1, ChunkBytes / size) * size];
        var filled = 0;
        for (var place = first; ;)
        {
            var step = strides[last] * size;
            for (long index = 0, from = place * size; index < Shape[last]; index++, from += step)
            {
                region.Slice((int)from, size).CopyTo(chunk.AsSpan(filled));
                filled += size;
                if (filled == chunk.Length)
                {
                    cancellation.ThrowIfCancellationRequested();
                    take(chunk);
                    filled = 0;
                }
            }

            var dimension = last - 1;
            for (; dimension >= 0; dimension--)
            {
                place += strides[dimension];
                if (++at[dimension] < Shape[dimension])
                {
                    break;
                }

                place -= strides[dimension] * Shape[dimension];
                at[dimension] = 0;
            }

            if (dimension < 0)
            {
                take(chunk.AsSpan(0, filled));
                return;
            }
        }
    }
}
