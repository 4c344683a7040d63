namespace Lockstep.Archives;

/// <summary>What is to be done with a fetched file.</summary>
internal enum ArchiveKind
{
    /// <summary>It is kept as it is.</summary>
    None,
    Gzip,
    Tar,
    TarGzip,
    Zip,
}
