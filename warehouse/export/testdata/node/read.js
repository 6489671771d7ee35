// Reads a data package with all its rows, types, keys and references checked,
// and a workbook, and prints what they hold.
const { Package } = require('datapackage');
const ExcelJS = require('exceljs');

(async () => {
  const [descriptor, workbook] = process.argv.slice(2);
  const p = await Package.load(descriptor);
  console.log('valid', p.valid, ...p.errors.map(String));
  for (const r of p.resources) {
    const rows = await r.read({ keyed: true, relations: r.schema.foreignKeys.length > 0 });
    console.log(r.name, rows.length);
  }
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(workbook);
  const sheet = book.getWorksheet('observations');
  const value = sheet.getCell('K2');
  const text = (name) => JSON.stringify(sheet.getCell(name).value).slice(1, -1);
  console.log(value.value, value.numFmt, text('E2'), '|', text('AE2'));
  console.log(sheet.views[0].state, sheet.views[0].ySplit);
  console.log(book.worksheets.map((s) => s.name).join(' '));
})().catch((e) => { console.error(e, e.errors && e.errors.map(String)); process.exit(1); });
