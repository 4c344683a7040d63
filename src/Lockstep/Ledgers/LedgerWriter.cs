using System.IO.Hashing;

namespace Lockstep.Ledgers;

/// <summary>Appends records to a ledger. Written in large portions and at <see cref="Flush"/>; a kill leaves whole records, the last one apart.</summary>
public sealed class LedgerWriter : IDisposable
{
    private const int BufferBytes = 256 << 10;

    private readonly FileStream stream;
    private readonly RecordLayout layout;
    private readonly byte[] record;
    private readonly XxHash128 hash = new();

    private LedgerWriter(FileStream stream, LedgerHeader header, long nextStep, UInt128 chain)
    {
        this.stream = stream;
        Header = header;
        layout = header.Layout;
        record = new byte[layout.Length];
        NextStep = nextStep;
        Chain = chain;
    }

    /// <summary>As it was written.</summary>
    public LedgerHeader Header { get; }

    /// <summary>The step that the next record must be of.</summary>
    public long NextStep { get; private set; }

    /// <summary>The running digest so far.</summary>
    public UInt128 Chain { get; private set; }

    /// <summary>Begins a new ledger.</summary>
    /// <exception cref="IOException">A file lies there.</exception>
    public static LedgerWriter Create(string path, LedgerHeader header)
    {
        var stream = Open(path, FileMode.CreateNew);
        stream.Write(header.ToBytes());
        stream.Flush(flushToDisk: true);
        return new LedgerWriter(stream, header, header.First, chain: 0);
    }

    /// <summary>Goes on after the record of a step; what came later is cut off.</summary>
    /// <param name="header">Of the run that is resumed; must be that of the ledger.</param>
    /// <param name="step">Steps done.</param>
    /// <exception cref="LedgerException">Not a ledger, of another run, or not sound up to that step; it is left as it is.</exception>
    public static LedgerWriter Continue(string path, LedgerHeader header, long step)
    {
        long end;
        UInt128 chain;
        using (var ledger = Ledger.Open(path))
        {
            if (!ledger.Header.ToBytes().AsSpan().SequenceEqual(header.ToBytes()))
            {
                throw new LedgerException(LedgerFault.Foreign, $"{path}: the ledger of another run or another model; it can't be continued.");
            }

            if (ledger.End <= step)
            {
                throw new LedgerException(
                    LedgerFault.Torn, $"{path}: it holds whole records up to step {ledger.End - 1}, and can't be continued after step {step}.");
            }

            if (ledger.FindDamage(header.First, step + 1, CancellationToken.None) is { } damage)
            {
                throw new LedgerException(LedgerFault.Damaged, $"{path}: {damage}. It can't be continued.");
            }

            end = ledger.OffsetOf(step + 1);
            chain = ledger.ChainAt(step);
        }

        var stream = Open(path, FileMode.Open);
        stream.SetLength(end);
        stream.Position = end;
        return new LedgerWriter(stream, header, step + 1, chain);
    }

    /// <exception cref="ArgumentException">Not the next step, more samples than the header says, or lists of different lengths.</exception>
    public void Append(StepRecord step)
    {
        if (step.Step != NextStep || step.Ids.Count > layout.Slots || step.Decoded.Count != step.Ids.Count || step.Augmented.Count != step.Ids.Count
            || step.Activations.Count != layout.Layers || step.LayerGradients.Count != layout.Layers)
        {
            throw new ArgumentException($"A record of step {step.Step} with {step.Ids.Count} samples and {step.Activations.Count} layers; "
                + $"expected step {NextStep}, at most {layout.Slots} samples, and {layout.Layers} layers.", nameof(step));
        }

        layout.Write(step, Chain, record, hash);
        stream.Write(record);
        Chain = RecordLayout.ChainOf(record);
        NextStep++;
    }

    /// <summary>Puts everything on the disk.</summary>
    public void Flush() => stream.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static FileStream Open(string path, FileMode mode) => new(path, mode, FileAccess.Write, FileShare.Read, BufferBytes);
}
