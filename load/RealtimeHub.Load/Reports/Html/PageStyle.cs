using RealtimeHub.Load.Reports.Plots;

namespace RealtimeHub.Load.Reports.Html;

/// <summary>How pages look: on a screen of any width, light or dark, and on paper.</summary>
internal static class PageStyle
{
    public const string Css = Palette.Css + """
        *{box-sizing:border-box}
        body{margin:0;padding:28px 20px 40px;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}
        main{max-width:1140px;margin:0 auto}
        h1{font-size:26px;line-height:1.2;margin:0 0 4px}
        h2{font-size:17px;margin:32px 0 10px}
        h3{font-size:14px;margin:0 0 6px}
        p{margin:0 0 8px}
        .soft{color:var(--soft)}
        .verdict{margin:18px 0;padding:12px 16px;border-radius:10px;border-left:5px solid var(--green);background:var(--good)}
        .verdict.failed{border-left-color:var(--red);background:var(--bad)}
        .verdict b{font-size:17px}
        .verdict ul{margin:6px 0 0;padding-left:20px}
        .cards{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:10px;margin:18px 0}
        .card,.plot,.box{background:var(--paper);border:1px solid var(--grid);border-radius:10px}
        .card{padding:10px 14px 12px}
        .card span{display:block;color:var(--soft);font-size:13px}
        .card b{display:block;font-size:23px;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums;white-space:nowrap}
        .card.main{border-color:var(--blue)}
        .plots{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:14px}
        .plot{margin:0;padding:14px 16px 10px;break-inside:avoid}
        .plot svg{display:block;width:100%;height:auto;max-width:720px;margin:0 auto}
        .plot .narrow{display:none}
        .boxes{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:14px;align-items:start}
        .box{padding:12px 16px;overflow-x:auto;break-inside:avoid}
        table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
        th,td{text-align:left;padding:4px 12px 4px 0;vertical-align:top;border-bottom:1px solid var(--grid)}
        tr:last-child>*{border-bottom:0}
        th{font-weight:600;color:var(--soft)}
        th[scope=row]{position:sticky;left:0;background:var(--paper)}
        td.n,th.n{text-align:right;white-space:nowrap}
        td.n:last-child,th.n:last-child{padding-right:0}
        td small{color:var(--soft);font-size:12px;white-space:nowrap}
        tbody.first~tbody tr:first-child>*{padding-top:14px}
        .bad{color:var(--red);font-weight:600}
        .dot{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px}
        code{font:13px/1.4 ui-monospace,'Cascadia Mono','DejaVu Sans Mono',monospace;overflow-wrap:anywhere}
        footer{margin-top:28px;color:var(--soft);font-size:13px}
        @media(max-width:900px){.cards{grid-template-columns:repeat(3,minmax(0,1fr))}.plots{grid-template-columns:minmax(0,1fr)}}
        @media(max-width:520px){
        body{padding:18px 10px 30px}h1{font-size:21px}
        .cards{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}.card{padding:8px 10px}.card b{font-size:19px}
        .plot{padding:10px 8px 6px}.plot .wide{display:none}.plot .narrow{display:block}.boxes{grid-template-columns:minmax(0,1fr)}.box{padding:10px}
        }
        @media print{body{background:none;padding:0;font-size:12px}.plots{grid-template-columns:repeat(2,minmax(0,1fr))}.plot .wide{display:block}.plot .narrow{display:none}.card b{font-size:17px}.verdict{border:1px solid var(--line);border-left-width:5px}}
        """;
}
