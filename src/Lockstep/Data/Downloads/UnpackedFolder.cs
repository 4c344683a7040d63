namespace Lockstep.Data.Downloads;

/// <summary>A new folder that archives are unpacked into: files only, each made once, so that nothing can be written through a link.</summary>
internal sealed class UnpackedFolder(string folder)
{
    private const int BufferSize = 1 << 17;

    public void Write(string relPath, Stream content)
    {
        FileStream? file = null;
        try
        {
            file = OnDisk(relPath, path =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
                return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            });
            var buffer = new byte[BufferSize];
            while (content.Read(buffer, 0, buffer.Length) is > 0 and var read)
            {
                _ = OnDisk(relPath, _ =>
                {
                    file.Write(buffer, 0, read);
                    return true;
                });
            }
        }
        finally
        {
            file?.Dispose();
        }
    }

    public void Copy(string from, string to) => OnDisk(to, path =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
        File.Copy(Path.Combine(folder, from), path);
        return true;
    });

    private T OnDisk<T>(string relPath, Func<string, T> act)
    {
        var path = Path.Combine(folder, relPath);
        try
        {
            return act(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{path}: can't be written: {exception.Message}", exception);
        }
    }
}
