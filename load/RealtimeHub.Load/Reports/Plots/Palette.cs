namespace RealtimeHub.Load.Reports.Plots;

/// <summary>
/// The colours of all reports, as variables of CSS: for a light ground and for a dark one, whichever the reader prefers, and
/// always light on paper. The same text serves a page and a picture that stands alone.
/// </summary>
internal static class Palette
{
    public const string Ink = "var(--ink)";
    public const string Soft = "var(--soft)";
    public const string Grid = "var(--grid)";
    public const string Line = "var(--line)";
    public const string Paper = "var(--paper)";
    public const string Blue = "var(--blue)";
    public const string Orange = "var(--orange)";
    public const string Green = "var(--green)";
    public const string Violet = "var(--violet)";
    public const string Red = "var(--red)";
    public const string Grey = "var(--grey)";

    private const string Light =
        "color-scheme:light;--paper:#ffffff;--ground:#f5f7fa;--ink:#18212d;--soft:#566273;--grid:#e6eaef;--line:#b7c0cc;"
        + "--blue:#1463cc;--orange:#cf6a04;--green:#14804f;--violet:#7a48c2;--red:#c4213f;--grey:#8390a2;--band:#eef2f7;--good:#e6f5ec;--bad:#fdebee";

    private const string Dark =
        "color-scheme:dark;--paper:#181d24;--ground:#0f1318;--ink:#e8edf3;--soft:#9eabbb;--grid:#2a323d;--line:#4b5766;"
        + "--blue:#65a9ff;--orange:#f7a349;--green:#4fcb8f;--violet:#bb98f5;--red:#ff7c92;--grey:#7d8b9e;--band:#202731;--good:#15301f;--bad:#3a1a21";

    public const string Css = ":root{" + Light + "}\n@media (prefers-color-scheme:dark){:root{" + Dark + "}}\n@media print{:root{" + Light + "}}\n";

    private static readonly string[] Series = [Blue, Orange, Green, Violet, Red, Grey];

    /// <summary>The colour of one of several things that are compared; they come again after six.</summary>
    public static string Of(int index) => Series[index % Series.Length];
}
