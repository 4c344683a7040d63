using System.Globalization;
using Lockstep.Exec.Contents.Nodes;

namespace Lockstep.Exec.Contents.Pickles;

/// <summary>Python's dates and times, which pickles hold as packed bytes.</summary>
/// <remarks>Source: CPython's Lib/_pydatetime.py, <c>__setstate</c>.</remarks>
internal static class PickleDates
{
    public static ContentNode? DateTime(IReadOnlyList<ContentNode> arguments) =>
        Packed(arguments, 10) is not { } bytes
            ? null
            : ContentNode.Value(
                "datetime",
                string.Create(CultureInfo.InvariantCulture, $"{DayOf(bytes)} {TimeOf(bytes.AsSpan(4))}{(arguments.Count > 1 ? arguments[1].Text : "")}")
            );

    public static ContentNode? Date(IReadOnlyList<ContentNode> arguments) => Packed(arguments, 4) is { } bytes ? ContentNode.Value("date", DayOf(bytes)) : null;

    public static ContentNode? Time(IReadOnlyList<ContentNode> arguments) =>
        Packed(arguments, 6) is { } bytes ? ContentNode.Value("time", $"{TimeOf(bytes)}{(arguments.Count > 1 ? arguments[1].Text : "")}") : null;

    public static ContentNode? Duration(IReadOnlyList<ContentNode> arguments) =>
        arguments.Count == 3 && arguments.All(part => part is { Kind: ContentKind.Value, Type: "int" })
            ? ContentNode.Value("timedelta", $"{arguments[0].Text} days {arguments[1].Text}.{arguments[2].Text.PadLeft(6, '0')} s")
            : null;

    public static ContentNode? Zone(IReadOnlyList<ContentNode> arguments) =>
        arguments is [{ Type: "timedelta" } offset, ..]
            ? ContentNode.Value("timezone", offset.Text == "0 days 0.000000 s" ? "+00:00" : $" offset {offset.Text}")
            : null;

    private static byte[]? Packed(IReadOnlyList<ContentNode> arguments, int length) =>
        arguments.Count is 1 or 2 && (PickleText.BytesOf(arguments[0]) ?? PickleText.Latin1(arguments[0])) is { } bytes && bytes.Length == length
            ? bytes.ToMemory().ToArray()
            : null;

    private static string DayOf(byte[] bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{(bytes[0] << 8) | bytes[1]:d4}-{bytes[2] & 0x7f:d2}-{bytes[3]:d2}");

    private static string TimeOf(ReadOnlySpan<byte> bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes[0] & 0x7f:d2}:{bytes[1]:d2}:{bytes[2]:d2}.{(bytes[3] << 16) | (bytes[4] << 8) | bytes[5]:d6}");
}
