namespace RealtimeHub.Load.Reports;

/// <summary>A part of a document that is made by a program: what stands between two comments that name it.</summary>
internal static class DocsSection
{
    /// <exception cref="LoadException">The comments are not there.</exception>
    public static string Replace(string document, string name, string content)
    {
        var (begin, end) = ($"<!-- {name}: begin -->\n", $"<!-- {name}: end -->");
        var from = document.IndexOf(begin, StringComparison.Ordinal);
        var to = document.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from) throw new LoadException($"the document has no '{begin.TrimEnd()}' with its end");
        return document[..(from + begin.Length)] + content + document[to..];
    }
}
