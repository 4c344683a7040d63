using Lockstep.Vision.Drawing;

namespace Lockstep.Vision.Reports;

/// <summary>The beginning of every page: it may load nothing, and says so to the browser.</summary>
internal static class PageHead
{
    /// <param name="styles">After <see cref="HtmlReport.Style"/>, which all pages have.</param>
    /// <returns>Up to the heading, which is the title, and its line's end.</returns>
    public static string Of(string title, params string[] styles) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <title>{Sketch.Escape(title)}</title>
        <style>
        {string.Join('\n', styles.Prepend(HtmlReport.Style))}
        </style>
        </head>
        <body>
        <main>
        <h1>{Sketch.Escape(title)}</h1>

        """;
}
