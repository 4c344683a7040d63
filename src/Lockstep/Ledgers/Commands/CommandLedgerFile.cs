using Lockstep.Files;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Ledgers.Commands;

/// <summary>The ledger of a command's run, read where it is asked for.</summary>
public sealed class CommandLedgerFile : IDisposable
{
    private readonly SafeFileHandle file;
    private readonly List<(long Offset, BlockHeader Header)> blocks = [];

    private CommandLedgerFile(string path, SafeFileHandle file, CommandLedgerHeader header)
    {
        Path = path;
        this.file = file;
        Header = header;
        TornBytes = FindBlocks();
        Processes = [.. blocks.GroupBy(block => block.Header.Process).Select(OfProcess)];
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>What was known before the first step.</summary>
    public CommandLedgerHeader Header { get; }

    /// <summary>In the order of the ledger: a parent before its children, and by when they started.</summary>
    public IReadOnlyList<LedgerProcess> Processes { get; }

    /// <summary>Bytes after the last whole block; and one at least where blocks are missing at the end.</summary>
    public long TornBytes { get; }

    /// <summary>The first block that lies among those of another process.</summary>
    internal RecordDamage? Disorder { get; private set; }

    /// <summary>Whether a file is the ledger of a command, by its first bytes; one that is not there is none.</summary>
    public static bool IsThere(string path)
    {
        try
        {
            using var file = RegularFile.OpenHandle(path);
            var start = new byte[CommandLedgerHeader.VersionAt + 4];
            return RandomAccess.Read(file, start, 0) == start.Length && start.AsSpan().StartsWith(LedgerHeader.Magic)
                && BitConverter.ToUInt32(start, CommandLedgerHeader.VersionAt) == LedgerHeader.CommandVersion;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // whoever opens it says why it can't be read
        }
    }

    /// <exception cref="LedgerException">Not there, or not the ledger of a command.</exception>
    public static CommandLedgerFile Open(string path)
    {
        SafeFileHandle? file = null;
        try
        {
            file = RegularFile.OpenHandle(path);
            var start = new byte[Math.Min(CommandLedgerHeader.Length, RandomAccess.GetLength(file))];
            PositionedRead.Fill(file, start, 0);
            return new CommandLedgerFile(path, file, CommandLedgerHeader.Parse(start, path));
        }
        catch (Exception exception)
        {
            file?.Dispose();
            throw exception is IOException or UnauthorizedAccessException
                ? new LedgerException(LedgerFault.Absent, $"{path}: can't be read: {exception.Message}")
                : exception;
        }
    }

    /// <summary>The first block that is not as it was written, or does not continue the one before it; null where there is none. Reads all of it.</summary>
    public RecordDamage? FindDamage(CancellationToken cancellation) => Survey(cancellation).Damage;

    /// <summary>Reads all of it, and says what is there.</summary>
    public CommandLedgerSurvey Survey(CancellationToken cancellation)
    {
        var processes = new List<SurveyedProcess>();
        var damage = Disorder;
        foreach (var (index, process) in Processes.Index())
        {
            using var cursor = new StepCursor(Read(index));
            var steps = new SortedDictionary<uint, long>();
            var outputs = 0L;
            while (cursor.TryNext())
            {
                cancellation.ThrowIfCancellationRequested();
                if (!cursor.IsStep)
                {
                    outputs++;
                }
                else if (StepBody.TryParse(cursor.Body, out var step))
                {
                    steps[step.Optimizer] = steps.GetValueOrDefault(step.Optimizer) + (step.OptimizerStep > 0 ? 1 : 0);
                }
            }

            damage ??= cursor.Damage;
            processes.Add(new SurveyedProcess(process, [.. steps.Select(pair => (cursor.Optimizer(pair.Key), pair.Value))], outputs));
        }

        return new CommandLedgerSurvey(damage, processes);
    }

    /// <summary>All that a process did in one of its steps; before its first optimizer's first step, the states of each that is known then.</summary>
    /// <param name="index">Of the process, in <see cref="Processes"/>.</param>
    /// <param name="step">Of all optimizers of the process; 0 for the state before the first.</param>
    /// <returns>A step of one optimizer mostly, with the first states of others; empty where the process has no such step.</returns>
    /// <exception cref="LedgerException">A block before it is damaged.</exception>
    public IReadOnlyList<CommandStep> ReadStep(int index, long step, CancellationToken cancellation)
    {
        var found = new List<CommandStep>();
        using var cursor = new StepCursor(Read(index));
        var outputs = new List<ModuleOutput>();
        while (cursor.TryNext())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!cursor.IsStep)
            {
                Keep(cursor.Body, outputs);
                continue;
            }

            if (StepBody.TryParse(cursor.Body, out var body))
            {
                if (body.ProcessStep > step)
                {
                    return found;
                }

                if (body.ProcessStep == step)
                {
                    found.Add(CommandStep.Of(body, cursor.Optimizer(body.Optimizer), [.. outputs]));
                }
            }

            outputs.Clear();
        }

        return cursor.Damage is { } damage && found.Count == 0 ? throw new LedgerException(LedgerFault.Damaged, $"{Path}: {damage}.") : found;
    }

    /// <summary>The steps of the process that made the most, without what modules gave; the state before an optimizer's first step is one.</summary>
    public IEnumerable<CommandStep> StepsOfLongest(CancellationToken cancellation)
    {
        if (Processes.Count == 0)
        {
            yield break;
        }

        using var cursor = new StepCursor(Read(Processes.Index().MaxBy(process => process.Item.Records).Index));
        while (cursor.TryStep())
        {
            cancellation.ThrowIfCancellationRequested();
            if (StepBody.TryParse(cursor.Body, out var body))
            {
                yield return CommandStep.Of(body, cursor.Optimizer(body.Optimizer), []);
            }
        }
    }

    private static void Keep(ReadOnlySpan<byte> body, List<ModuleOutput> outputs)
    {
        if (OutputBody.TryParse(body, out var output))
        {
            outputs.Add(new ModuleOutput(output.Name, output.Count, output.Digest));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>The records of a process, from its first one on.</summary>
    /// <param name="index">Of the process, in <see cref="Processes"/>.</param>
    internal LedgerRecords Read(int index)
    {
        var number = blocks.Select(block => block.Header.Process).Distinct().ElementAt(index);
        return new LedgerRecords(file, [.. blocks.Where(block => block.Header.Process == number)]);
    }

    /// <returns>Bytes after the last whole one.</returns>
    private long FindBlocks()
    {
        var length = RandomAccess.GetLength(file);
        var at = (long)CommandLedgerHeader.Length;
        var head = new byte[BlockHeader.Bytes];
        while (length - at >= head.Length)
        {
            PositionedRead.Fill(file, head, at);
            if (!BlockHeader.TryRead(head, out var header) || header.Length > length - at)
            {
                break;
            }

            var (process, steps) = blocks.Count == 0 ? (0, 0) : (blocks[^1].Header.Process, blocks[^1].Header.First + blocks[^1].Header.Steps);
            if (header.Process != process && (header.Process != process + 1 || blocks.Count == 0))
            {
                Disorder ??= new RecordDamage(DamageKind.Misplaced, steps, at, header.First);
            }

            blocks.Add((at, header));
            at += header.Length;
        }

        return Math.Max(length - at, at < Header.FileLength ? 1 : 0);
    }

    private LedgerProcess OfProcess(IGrouping<int, (long Offset, BlockHeader Header)> ofOne)
    {
        using var records = new LedgerRecords(file, [.. ofOne]);
        var named = records.TryRead() && records.Kind == RecordKind.Event ? LedgerProcess.Of(LooseJson.Parse(records.Body, out _)) : null;
        var last = ofOne.Last().Header;
        var unnamed = $"process {ofOne.Key + 1}";
        return (named ?? new LedgerProcess(unnamed, unnamed, null)) with { Records = last.First + last.Steps, Chain = last.Chain };
    }
}
