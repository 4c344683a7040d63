using System.Security.Cryptography;

namespace Lockstep.Snapshots.Downloads;

/// <summary>What has arrived of a file, with the running digest of it; locked against other processes while it is open.</summary>
internal sealed class PartialFile : IDisposable
{
    private readonly FileStream stream;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private PartialFile(FileStream stream) => this.stream = stream;

    public string FullPath => stream.Name;

    public long Length { get; private set; }

    /// <summary>How many answers the bytes came from: those of more than one may not fit together. What an earlier process left counts as two.</summary>
    public int Pieces { get; private set; }

    /// <summary>Opens it, or makes it, and hashes what is there.</summary>
    /// <exception cref="LockstepException">Another process has it, or the disk refuses.</exception>
    public static async Task<PartialFile> OpenAsync(string path, IProgress<long>? hashed, CancellationToken cancellation)
    {
        PartialFile file;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
            file = new PartialFile(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException(
                $"{path}: can't be opened: {exception.Message} If another process is fetching the same file, let it finish.", exception);
        }

        try
        {
            await file.HashAsync(hashed, cancellation).ConfigureAwait(false);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void BeginPiece() => Pieces++;

    public void Append(ReadOnlySpan<byte> bytes) => OnDisk(bytes, static (file, bytes) =>
    {
        file.stream.Write(bytes);
        file.hash.AppendData(bytes);
        file.Length += bytes.Length;
    });

    /// <summary>Forgets all that arrived.</summary>
    public void Clear() => OnDisk([], static (file, _) =>
    {
        file.stream.SetLength(0);
        file.stream.Position = 0;
        _ = file.hash.GetHashAndReset();
        file.Length = 0;
        file.Pieces = 0;
    });

    public string Digest() => Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <summary>The file itself, at its beginning; still locked, and the caller's to close.</summary>
    public FileStream Release()
    {
        hash.Dispose();
        stream.Position = 0;
        return stream;
    }

    public void Delete()
    {
        File.Delete(FullPath);
        Dispose();
    }

    public void Dispose()
    {
        stream.Dispose();
        hash.Dispose();
    }

    private async Task HashAsync(IProgress<long>? hashed, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 18];
        while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            Length += read;
            hashed?.Report(Length);
        }

        Pieces = Length > 0 ? 2 : 0;
    }

    private void OnDisk(ReadOnlySpan<byte> bytes, DiskAction act)
    {
        try
        {
            act(this, bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{FullPath}: can't be written: {exception.Message}", exception);
        }
    }

    private delegate void DiskAction(PartialFile file, ReadOnlySpan<byte> bytes);
}
