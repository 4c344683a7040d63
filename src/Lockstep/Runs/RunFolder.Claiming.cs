using System.Runtime.InteropServices;

namespace Lockstep.Runs;

public sealed partial class RunFolder
{
    private static RunFolder? TryClaim(string path)
    {
        // Directory.CreateDirectory doesn't tell who made the folder; mkdir(2) does.
        if (MakeDirectory(path, Convert.ToUInt32("755", 8)) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error == FileExists ? null : throw new IOException($"{path}: can't be made: {Marshal.GetPInvokeErrorMessage(error)}");
        }

        try
        {
            foreach (var part in Folders)
            {
                Directory.CreateDirectory(Path.Combine(path, part));
            }
        }
        catch
        {
            Directory.Delete(path, recursive: true); // its name stays free
            throw;
        }

        return new RunFolder(path);
    }

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirectory(string path, uint mode);
}
