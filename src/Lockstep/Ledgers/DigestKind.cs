namespace Lockstep.Ledgers;

/// <summary>How the tensors of a run are digested. Digests of two kinds can't be compared: they differ where the tensors are the same.</summary>
public enum DigestKind
{
    /// <summary>XXH128 of the bytes, on the processor.</summary>
    Bytes,

    /// <summary>Sums of whole numbers, on the device that the tensor lies on.</summary>
    Sums,

    /// <summary>CRC-32 of the bytes, tensor by tensor, as Python's zlib has it: of a command.</summary>
    Crc32,
}
