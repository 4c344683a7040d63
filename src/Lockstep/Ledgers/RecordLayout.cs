using System.Buffers.Binary;
using System.IO.Hashing;

namespace Lockstep.Ledgers;

/// <summary>Where what lies in a record. All records of a ledger are of one length, so that any of them is found without reading those before.</summary>
internal readonly record struct RecordLayout(int Slots, int Layers)
{
    public const int StepAt = 0;
    public const int EpochAt = 8;
    public const int CountAt = 12;
    public const int FlagsAt = 16;
    public const int LossAt = 20;
    public const int LearningRateAt = 24;
    public const int ImagesAt = 32;
    public const int TargetsAt = 48;
    public const int GradientsAt = 64;
    public const int WeightsAt = 80;
    public const int RandomAt = 96;
    public const int ChainAt = 112;
    public const int IdsAt = 128;

    public const uint HasGradients = 1;
    public const uint HasWeights = 2;

    private const int IdLength = 4;
    private const int SampleDigestLength = 8;
    private const int DigestLength = 16;

    public int DecodedAt => IdsAt + (Slots * IdLength);

    public int AugmentedAt => DecodedAt + (Slots * SampleDigestLength);

    public int ActivationsAt => AugmentedAt + (Slots * SampleDigestLength);

    public int LayerGradientsAt => ActivationsAt + (Layers * DigestLength);

    public int CheckAt => LayerGradientsAt + (Layers * DigestLength);

    public int Length => CheckAt + DigestLength;

    public static long StepOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[StepAt..]);

    public static UInt128 ChainOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt128BigEndian(record[ChainAt..]);

    /// <summary>The running digest: of the one before and of what the record says at the level standard, without the places that no sample fills.</summary>
    public UInt128 ChainAfter(UInt128 before, ReadOnlySpan<byte> record, XxHash128 hash)
    {
        Span<byte> link = stackalloc byte[DigestLength];
        BinaryPrimitives.WriteUInt128BigEndian(link, before);
        var count = (int)BinaryPrimitives.ReadUInt32LittleEndian(record[CountAt..]);
        hash.Append(link);
        hash.Append(record[..ChainAt]);
        hash.Append(record.Slice(IdsAt, count * IdLength));
        hash.Append(record.Slice(DecodedAt, count * SampleDigestLength));
        hash.Append(record.Slice(AugmentedAt, count * SampleDigestLength));
        var chain = hash.GetCurrentHashAsUInt128();
        hash.Reset();
        return chain;
    }

    /// <summary>Whether the record is what was written, wherever it lies.</summary>
    public bool IsWhole(ReadOnlySpan<byte> record) =>
        XxHash128.HashToUInt128(record[..CheckAt]) == BinaryPrimitives.ReadUInt128BigEndian(record[CheckAt..])
            && BinaryPrimitives.ReadUInt32LittleEndian(record[CountAt..]) <= Slots;

    public void Write(StepRecord step, UInt128 before, Span<byte> record, XxHash128 hash)
    {
        record.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(record[StepAt..], step.Step);
        BinaryPrimitives.WriteInt32LittleEndian(record[EpochAt..], step.Epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(record[CountAt..], (uint)step.Ids.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(record[FlagsAt..], (step.Gradients is null ? 0 : HasGradients) | (step.Weights is null ? 0 : HasWeights));
        BinaryPrimitives.WriteSingleLittleEndian(record[LossAt..], step.Loss);
        BinaryPrimitives.WriteDoubleLittleEndian(record[LearningRateAt..], step.LearningRate);
        BinaryPrimitives.WriteUInt128BigEndian(record[ImagesAt..], step.Images);
        BinaryPrimitives.WriteUInt128BigEndian(record[TargetsAt..], step.Targets);
        BinaryPrimitives.WriteUInt128BigEndian(record[GradientsAt..], step.Gradients ?? 0);
        BinaryPrimitives.WriteUInt128BigEndian(record[WeightsAt..], step.Weights ?? 0);
        BinaryPrimitives.WriteUInt128BigEndian(record[RandomAt..], step.Random);
        for (var place = 0; place < step.Ids.Count; place++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(record[(IdsAt + (place * IdLength))..], step.Ids[place]);
            BinaryPrimitives.WriteUInt64BigEndian(record[(DecodedAt + (place * SampleDigestLength))..], step.Decoded[place]);
            BinaryPrimitives.WriteUInt64BigEndian(record[(AugmentedAt + (place * SampleDigestLength))..], step.Augmented[place]);
        }

        for (var layer = 0; layer < Layers; layer++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(record[(ActivationsAt + (layer * DigestLength))..], step.Activations[layer]);
            BinaryPrimitives.WriteUInt128BigEndian(record[(LayerGradientsAt + (layer * DigestLength))..], step.LayerGradients[layer]);
        }

        BinaryPrimitives.WriteUInt128BigEndian(record[ChainAt..], ChainAfter(before, record, hash));
        BinaryPrimitives.WriteUInt128BigEndian(record[CheckAt..], XxHash128.HashToUInt128(record[..CheckAt]));
    }

    /// <param name="bytes">A whole record.</param>
    public StepRecord Read(ReadOnlySpan<byte> bytes)
    {
        var count = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[CountAt..]);
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes[FlagsAt..]);
        var ids = new uint[count];
        var decoded = new ulong[count];
        var augmented = new ulong[count];
        for (var place = 0; place < count; place++)
        {
            ids[place] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(IdsAt + (place * IdLength))..]);
            decoded[place] = BinaryPrimitives.ReadUInt64BigEndian(bytes[(DecodedAt + (place * SampleDigestLength))..]);
            augmented[place] = BinaryPrimitives.ReadUInt64BigEndian(bytes[(AugmentedAt + (place * SampleDigestLength))..]);
        }

        var activations = new UInt128[Layers];
        var layerGradients = new UInt128[Layers];
        for (var layer = 0; layer < Layers; layer++)
        {
            activations[layer] = BinaryPrimitives.ReadUInt128BigEndian(bytes[(ActivationsAt + (layer * DigestLength))..]);
            layerGradients[layer] = BinaryPrimitives.ReadUInt128BigEndian(bytes[(LayerGradientsAt + (layer * DigestLength))..]);
        }

        return new StepRecord
        {
            Step = StepOf(bytes),
            Epoch = BinaryPrimitives.ReadInt32LittleEndian(bytes[EpochAt..]),
            Ids = ids,
            Decoded = decoded,
            Augmented = augmented,
            Loss = BinaryPrimitives.ReadSingleLittleEndian(bytes[LossAt..]),
            LearningRate = BinaryPrimitives.ReadDoubleLittleEndian(bytes[LearningRateAt..]),
            Images = BinaryPrimitives.ReadUInt128BigEndian(bytes[ImagesAt..]),
            Targets = BinaryPrimitives.ReadUInt128BigEndian(bytes[TargetsAt..]),
            Gradients = (flags & HasGradients) == 0 ? null : BinaryPrimitives.ReadUInt128BigEndian(bytes[GradientsAt..]),
            Weights = (flags & HasWeights) == 0 ? null : BinaryPrimitives.ReadUInt128BigEndian(bytes[WeightsAt..]),
            Random = BinaryPrimitives.ReadUInt128BigEndian(bytes[RandomAt..]),
            Activations = activations,
            LayerGradients = layerGradients,
            Chain = ChainOf(bytes),
        };
    }
}
