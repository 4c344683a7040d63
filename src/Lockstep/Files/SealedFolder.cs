using System.Text.Json;

namespace Lockstep.Files;

/// <summary>The one rule for where a command may write: not into a folder whose files are listed by its seal.</summary>
public static class SealedFolder
{
    /// <summary>At the root of a sealed data set.</summary>
    public const string ManifestFile = "manifest.json";

    /// <summary>At the root of a finished run.</summary>
    public const string SumsFile = "SHA256SUMS";

    /// <summary>At the root of a run, finished or not.</summary>
    public const string RecordFile = "run.json";

    /// <summary>As much of a manifest as shows whether it is one.</summary>
    private const int Head = 1 << 16;

    /// <summary>The sealed folder that <paramref name="path"/> lies in, or is, with every link resolved; null where there is none.</summary>
    /// <param name="path">It need not exist, nor the folders around it.</param>
    /// <exception cref="LockstepException">A seal on the way can't be read.</exception>
    public static string? Around(string path) => Upwards(path).FirstOrDefault(folder => IsDataSet(folder) || IsRun(folder));

    /// <summary>The same of data sets alone.</summary>
    /// <exception cref="LockstepException">A seal on the way can't be read.</exception>
    public static string? DataSetAround(string path) => Upwards(path).FirstOrDefault(IsDataSet);

    /// <summary>Whether <paramref name="path"/> lies in <paramref name="folder"/>, or is it, with every link resolved.</summary>
    public static bool Holds(string folder, string path)
    {
        var (around, within) = (RealPath.Of(folder).TrimEnd('/') + "/", RealPath.Of(path).TrimEnd('/') + "/");
        return within.StartsWith(around, StringComparison.Ordinal);
    }

    /// <summary>Refuses a place that a command is about to write to.</summary>
    /// <param name="dataSet">A data set's folder that the command reads: it is not to be written to either, sealed or not.</param>
    /// <exception cref="SealedFolderException">It lies in a sealed folder, or in the data set.</exception>
    public static void Refuse(string path, string? dataSet = null)
    {
        if (dataSet is not null && Holds(dataSet, path))
        {
            throw new SealedFolderException(path, $"lies in the data set's folder {dataSet}, which would then hold what its manifest does not list");
        }

        if (Around(path) is { } folder)
        {
            throw new SealedFolderException(path, IsRun(folder)
                ? $"lies in the finished run {folder}, which would then hold what its {SumsFile} does not list"
                : $"lies in the sealed data set {folder}, which would then hold what its {ManifestFile} does not list");
        }
    }

    private static IEnumerable<string> Upwards(string path)
    {
        for (var at = RealPath.Of(path); at is not null; at = Path.GetDirectoryName(at))
        {
            yield return at;
        }
    }

    private static bool IsRun(string folder) => Presence.IsFile(Path.Combine(folder, SumsFile)) && Presence.IsFile(Path.Combine(folder, RecordFile));

    /// <summary>Whether a manifest of a data set lies there; other programs have files of that name too, and a run has one among its locks.</summary>
    private static bool IsDataSet(string folder)
    {
        var path = Path.Combine(folder, ManifestFile);
        if (!Presence.IsFile(path) || Presence.IsFile(Path.Combine(Path.GetDirectoryName(folder) ?? "/", RecordFile)))
        {
            return false;
        }

        try
        {
            RegularFile.Check(path);
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var bytes = new byte[Head];
            return ListsFiles(bytes.AsSpan(0, file.ReadAtLeast(bytes, Head, throwOnEndOfStream: false)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException(
                $"{path}: can't be read, so whether {folder} is sealed can't be told, and nothing is written there: {exception.Message}", exception);
        }
    }

    /// <summary>Whether the text begins an object with <c>files</c>, a list that is empty or begins with an object with <c>relpath</c>.</summary>
    private static bool ListsFiles(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, state: default);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("files"u8))
                {
                    return reader.Read()
                        && reader.TokenType == JsonTokenType.StartArray && reader.Read() && (reader.TokenType == JsonTokenType.EndArray || HasPath(ref reader));
                }

                if (!reader.Read() || !reader.TrySkip())
                {
                    return false;
                }
            }

            return false;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool HasPath(ref Utf8JsonReader reader)
    {
        while (reader.TokenType == JsonTokenType.StartObject || reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("relpath"u8))
                {
                    return true;
                }

                if (!reader.Read() || !reader.TrySkip())
                {
                    return false;
                }
            }

            if (!reader.Read())
            {
                return false;
            }
        }

        return false;
    }
}
