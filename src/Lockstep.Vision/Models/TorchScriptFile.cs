using System.IO.Compression;
using Lockstep.Files;

namespace Lockstep.Vision.Models;

/// <summary>What can be told of a TorchScript file before libtorch reads it.</summary>
internal static class TorchScriptFile
{
    /// <exception cref="LockstepException">It is something else.</exception>
    public static void Check(string path)
    {
        try
        {
            RegularFile.Check(path);
            using var archive = ZipFile.OpenRead(path);
            var roots = archive.Entries.Select(entry => entry.FullName.Split('/')[0]).Distinct(StringComparer.Ordinal).ToArray();
            if (roots is not [var root] || archive.GetEntry($"{root}/data.pkl") is null || archive.GetEntry($"{root}/version") is null)
            {
                throw new LockstepException($"{path}: a zip archive, but no TorchScript: expected one folder with data.pkl, constants.pkl, version and code.");
            }

            if (archive.GetEntry($"{root}/constants.pkl") is null
                || !archive.Entries.Any(entry => entry.FullName.StartsWith($"{root}/code/", StringComparison.Ordinal)))
            {
                throw new LockstepException($"{path}: pickled tensors, as 'torch.save' writes them, and no TorchScript. "
                    + "Write it with 'torch.jit.script(model).save(…)', or the weights alone as safetensors.");
            }
        }
        catch (InvalidDataException exception)
        {
            var other = ForeignFile.Of(StartOf(path));
            throw new LockstepException(
                other is null
                    ? $"{path}: not TorchScript: no zip archive, or one that is damaged or cut short. Write it anew with 'torch.jit.script(model).save(…)'."
                : other.What.StartsWith("a zip", StringComparison.Ordinal) ? $"{path}: it is {other.What}, but damaged or cut short; get it anew."
                : $"{path}: not TorchScript: {other.Or("write the model with 'torch.jit.script(model).save(…)'")}.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{path}: can't be read: {exception.Message}", exception);
        }
    }

    private static byte[] StartOf(string path)
    {
        using var file = RegularFile.OpenRead(path);
        var start = new byte[ForeignFile.Looked];
        return start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }
}
