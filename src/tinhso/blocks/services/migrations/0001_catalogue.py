"""The catalogue of procedures."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import tinhso.blocks.services.catalogue.models
import tinhso.kernel.ids
import tinhso.kernel.periods
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [('search', '0001_initial')]

    operations = [
        migrations.CreateModel(
            name='Field',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=120, unique=True, verbose_name='mã lĩnh vực')),
                ('name', models.CharField(max_length=300, unique=True, verbose_name='lĩnh vực')),
                ('sort_key', models.CharField(db_collation='C', editable=False, max_length=900)),
            ],
            options={
                'db_table': 'services_field',
            },
        ),
        migrations.CreateModel(
            name='Ministry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300, unique=True, verbose_name='bộ, ngành')),
            ],
            options={
                'db_table': 'services_ministry',
            },
        ),
        migrations.CreateModel(
            name='Procedure',
            fields=[
                ('id', models.UUIDField(default=tinhso.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=8, unique=True, verbose_name='mã thủ tục')),
                ('status', models.CharField(choices=[('public', 'Đang công khai'), ('changed', 'Đang công khai, đã sửa đổi, bổ sung'), ('abolished', 'Bãi bỏ')], default='public', max_length=10, verbose_name='tình trạng')),
            ],
            options={
                'db_table': 'services_procedure',
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[1-9]\\.\\d{6}$')), name='procedure_root_code')],
            },
        ),
        migrations.CreateModel(
            name='ProcedureVersion',
            fields=[
                ('id', models.UUIDField(default=tinhso.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(verbose_name='phiên bản')),
                ('valid_from', models.DateField(verbose_name='hiệu lực từ')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='hết hiệu lực')),
                ('title', models.TextField(verbose_name='tên thủ tục')),
                ('title_en', models.TextField(blank=True, verbose_name='tên tiếng Anh')),
                ('level', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), size=None, verbose_name='cấp thực hiện')),
                ('executing_agency', models.TextField(blank=True, verbose_name='cơ quan thực hiện')),
                ('lead_agency_name', models.CharField(blank=True, max_length=300, verbose_name='cơ quan đầu mối của tỉnh')),
                ('lead_agency', models.CharField(blank=True, max_length=40, verbose_name='mã cơ quan đầu mối')),
                ('time_value', models.PositiveIntegerField(blank=True, null=True, verbose_name='thời hạn')),
                ('time_unit', models.CharField(blank=True, choices=[('hour', 'giờ'), ('day', 'ngày'), ('working_day', 'ngày làm việc'), ('month', 'tháng'), ('year', 'năm')], max_length=12, verbose_name='đơn vị')),
                ('time_text', models.TextField(blank=True, verbose_name='thời hạn, nguyên văn')),
                ('fee_amount', models.BigIntegerField(blank=True, null=True, verbose_name='phí, lệ phí (đồng)')),
                ('fee_kind', models.CharField(choices=[('free', 'Miễn phí'), ('paid', 'Có phí'), ('varies', 'Phí tùy trường hợp'), ('unknown', 'Chưa có thông tin phí')], default='unknown', max_length=8, verbose_name='loại phí')),
                ('fee_text', models.TextField(blank=True, verbose_name='phí, lệ phí, nguyên văn')),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=list, size=None, verbose_name='cách nộp')),
                ('subjects', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None, verbose_name='đối tượng')),
                ('who', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, editable=False, size=None)),
                ('documents', models.JSONField(default=list, verbose_name='thành phần hồ sơ')),
                ('results', models.JSONField(default=list, verbose_name='kết quả')),
                ('legal_bases', models.JSONField(default=list, verbose_name='căn cứ pháp lý')),
                ('steps', models.TextField(blank=True, verbose_name='trình tự thực hiện')),
                ('conditions', models.TextField(blank=True, verbose_name='yêu cầu, điều kiện')),
                ('elsewhere', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), default=list, size=None, verbose_name='phần chỉ có ở nguồn')),
                ('online_level', models.CharField(choices=[('whole', 'Toàn trình'), ('part', 'Một phần'), ('none', 'Không trực tuyến'), ('unknown', 'Chưa rõ mức trực tuyến')], default='unknown', max_length=8)),
                ('at_commune_counter', models.BooleanField(default=False, verbose_name='một trung tâm phục vụ hành chính công cấp xã niêm yết')),
                ('source_url', models.URLField(blank=True, max_length=1000, verbose_name='địa chỉ nguồn')),
                ('source_name', models.CharField(blank=True, max_length=300, verbose_name='nguồn')),
                ('decision', models.CharField(blank=True, max_length=200, verbose_name='quyết định công bố')),
                ('content_hash', models.CharField(editable=False, max_length=64)),
                ('title_text', models.TextField(editable=False)),
                ('search_text', models.TextField(editable=False)),
                ('field', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.field')),
                ('ministry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.ministry')),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='services.procedure')),
            ],
            options={
                'db_table': 'services_procedure_version',
                'ordering': ('procedure__code', 'number'),
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search_text'], name='version_search', opclasses=['gin_trgm_ops']), models.Index(fields=['valid_to', 'valid_from'], name='version_in_force')],
                'constraints': [models.UniqueConstraint(fields=('procedure', 'number'), name='version_number_once'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='version_period'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('procedure', '='), (tinhso.kernel.periods.DateRange('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='version_one_a_day')],
            },
        ),
    ]
